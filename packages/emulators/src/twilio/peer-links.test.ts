import { describe, expect, test } from 'vitest';
import { PeerLinks } from './peer-links.ts';

/** Two people, the second of whom was told to make an offer. */
function linked() {
  const links = new PeerLinks();
  const [state] = links.connect('b', ['a']);
  if (!state) throw new Error('Nobody is linked.');
  const { id } = state;
  const say = (from: string, type: 'offer' | 'answer' | 'close', revision: number) =>
    links.receive(from, [{ id, description: { type, revision } }]);
  const to = (name: string, type: string, revision: number) => [
    { to: name, state: { id, description: { type, revision } } },
  ];
  return { links, id, state, say, to };
}

describe('a link', () => {
  test('begins with an offer of the newcomer', () => {
    expect(linked().state.description).toEqual({ type: 'create-offer', revision: 1 });
  });

  test('passes offers and answers to the other side', () => {
    const { say, to } = linked();
    expect(say('b', 'offer', 2)).toEqual(to('a', 'offer', 2));
    expect(say('a', 'answer', 2)).toEqual(to('b', 'answer', 2));
    expect(say('a', 'offer', 3)).toEqual(to('b', 'offer', 3));
  });

  test('passes what is repeated once', () => {
    const { say } = linked();
    say('b', 'offer', 2);
    expect(say('b', 'offer', 2)).toEqual([]);
    say('a', 'answer', 2);
    expect(say('a', 'answer', 2)).toEqual([]);
  });

  test('of two offers at once passes the first; the other side comes again', () => {
    const { say, to } = linked();
    say('b', 'offer', 2);
    say('a', 'answer', 2);
    expect(say('a', 'offer', 3)).toEqual(to('b', 'offer', 3));
    expect(say('b', 'offer', 3)).toEqual([]);
    expect(say('b', 'answer', 3)).toEqual(to('a', 'answer', 3));
    expect(say('b', 'offer', 4)).toEqual(to('a', 'offer', 4));
  });

  test('passes candidates, newer ones only', () => {
    const { links, id } = linked();
    const say = (revision: number, count: number) =>
      links.receive('b', [{ id, ice: { ufrag: 'u', revision, candidates: Array.from({ length: count }) } }]);
    expect(say(1, 1)).toHaveLength(1);
    expect(say(2, 2)).toHaveLength(1);
    expect(say(2, 2)).toEqual([]);
  });

  test('knows by which id a track is received', () => {
    const { links, id } = linked();
    const sdp = 'v=0\r\nm=video 9\r\na=mid:1\r\na=sendrecv\r\na=msid:s track-1\r\n';
    expect(links.receivedId('b', 'a', 'track-1')).toBeUndefined();
    links.receive('b', [{ id, description: { type: 'offer', revision: 2, sdp } }]);
    expect(links.receivedId('b', 'a', 'track-1')).toBe(`${id}-1`);
    expect(links.receivedId('a', 'b', 'track-1')).toBeUndefined();
  });

  test('ends with either side, for the other', () => {
    const { links, id } = linked();
    expect(links.disconnect('b')).toEqual([{ to: 'a', state: { id, description: { type: 'close' } } }]);
    expect(links.receive('a', [{ id, description: { type: 'offer', revision: 2 } }])).toEqual([]);
  });

  test('of strangers is none', () => {
    const { links, id } = linked();
    expect(links.receive('c', [{ id, description: { type: 'offer', revision: 2 } }])).toEqual([]);
    expect(links.receive('b', [{ id: 'spare', description: { type: 'offer', revision: 2 } }])).toEqual([]);
  });
});

describe('who was away', () => {
  test('gets what the other side said last', () => {
    const { links, id, say } = linked();
    say('b', 'offer', 2);
    links.receive('b', [{ id, ice: { ufrag: 'u', revision: 1, candidates: [] } }]);
    expect(links.statesFor('a')).toEqual([
      { id, description: { type: 'offer', revision: 2 } },
      { id, ice: { ufrag: 'u', revision: 1, candidates: [] } },
    ]);
    expect(links.statesFor('b')).toEqual([{ id }]);
  });

  test('is told again to make the offer that never came', () => {
    const { links, id } = linked();
    expect(links.statesFor('b')).toEqual([{ id, description: { type: 'create-offer', revision: 1 } }]);
    expect(links.statesFor('a')).toEqual([{ id }]);
  });
});
