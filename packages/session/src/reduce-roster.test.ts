import type { PublishableSource } from '@patchbay/contract';
import { describe, expect, test } from 'vitest';
import { joinedAfter, media, mediaOf, person, reduceAll, roster } from '../fixtures/snapshots.ts';
import { summarize } from '../fixtures/record-events.ts';

describe('people', () => {
  test('somebody new is told with their key', () => {
    const { snapshot, told } = reduceAll(joinedAfter(), [person('a')]);
    expect(told).toMatchObject([
      { name: 'participant-joined', payload: { participant: { id: 'a', userKey: 'user-a' } } },
    ]);
    expect([...snapshot.participants.keys()]).toEqual(['a']);
  });

  test('oneself is nobody else', () => {
    const { snapshot, told } = reduceAll(joinedAfter(), [person('self'), roster('self', 'a')]);
    expect([...snapshot.participants.keys()]).toEqual(['a']);
    expect(summarize(told)).toEqual(['participant-joined']);
  });

  test('a key that becomes known later is an update; a key is never forgotten', () => {
    const unknown = { type: 'participant-joined', participant: { id: 'a', userKey: undefined } } as const;
    const { snapshot, told } = reduceAll(joinedAfter(), [unknown, person('a'), unknown]);
    expect(summarize(told)).toEqual(['participant-joined', 'participant-updated']);
    expect(snapshot.participants.get('a')?.userKey).toBe('user-a');
  });

  test('what is muted in a mix is an update when it changes, and stays when nothing is said of it', () => {
    const says = (mutedInMix: readonly PublishableSource[]) =>
      ({ type: 'participant-joined', participant: { id: 'a', userKey: undefined, mutedInMix } }) as const;
    const { snapshot, told } = reduceAll(joinedAfter(), [
      says(['microphone', 'camera']),
      says(['microphone', 'camera']),
      says(['camera']),
      person('a'),
      roster('a'),
    ]);
    expect(summarize(told)).toEqual(['participant-joined', 'participant-updated', 'participant-updated']);
    expect(snapshot.participants.get('a')).toMatchObject({ userKey: 'user-a', mutedInMix: ['camera'] });
  });

  test('who leaves takes all they published along, told before', () => {
    const { snapshot, told } = reduceAll(joinedAfter(person('a'), media('1', 'a'), media('2', 'a')), [
      { type: 'participant-left', participantId: 'a' },
    ]);
    expect(told).toMatchObject([
      { name: 'track-unpublished', payload: { publication: { id: '1' }, participant: { id: 'a' } } },
      { name: 'track-unpublished', payload: { publication: { id: '2' } } },
      { name: 'participant-left', payload: { participant: { id: 'a', publications: new Map() } } },
    ]);
    expect(snapshot.participants.size).toBe(0);
  });

  test('the leaving of a stranger is nothing', () => {
    const before = joinedAfter(person('a'));
    expect(reduceAll(before, [{ type: 'participant-left', participantId: 'b' }])).toEqual({
      snapshot: before,
      told: [],
    });
  });

  test('who comes back speaking is told speaking', () => {
    const speaks = { type: 'active-speakers', participantIds: ['a', 'b'] } as const;
    const { snapshot, told } = reduceAll(joinedAfter(roster('a', 'b')), [
      speaks,
      { type: 'participant-left', participantId: 'a' },
      person('a'),
      speaks,
    ]);
    expect(summarize(told).at(-1)).toBe('active-speakers-changed');
    expect(snapshot.participants.get('a')?.speaking).toBe(true);
  });
});

describe('roster', () => {
  test('tells the difference: first who is gone, then who is new', () => {
    const { snapshot, told } = reduceAll(joinedAfter(roster('a', 'b'), media('1', 'a')), [roster('b', 'c')]);
    expect(summarize(told)).toEqual(['track-unpublished', 'participant-left', 'participant-joined']);
    expect([...snapshot.participants.keys()]).toEqual(['b', 'c']);
  });

  test('the same roster twice tells nothing', () => {
    const before = joinedAfter(roster('a', 'b'));
    expect(reduceAll(before, [roster('b', 'a')]).told).toEqual([]);
  });

  test('with all that is published tells that difference, too: what is gone before what is new', () => {
    const start = joinedAfter(roster('a', 'b'), media('1', 'a'), media('2', 'a'), media('3', 'b'));
    const now = [mediaOf('2', 'a', { muted: true }), mediaOf('4', 'c'), mediaOf('m', undefined)];
    const { snapshot, told } = reduceAll(start, [{ ...roster('a', 'c'), media: now }]);
    expect(summarize(told)).toEqual([
      'track-unpublished',
      'participant-left',
      'participant-joined',
      'track-unpublished',
      'track-muted',
      'track-published',
      'track-published',
    ]);
    const published = [...snapshot.participants].map(([id, who]) => [id, ...who.publications.keys()]);
    expect(published).toEqual([
      ['a', '2'],
      ['c', '4'],
    ]);
    expect([...snapshot.mixes.keys()]).toEqual(['m']);
    expect(reduceAll(snapshot, [{ ...roster('a', 'c'), media: now }]).told).toEqual([]);
  });

  test('without, says nothing of what is published', () => {
    const { told } = reduceAll(joinedAfter(roster('a'), media('1', 'a')), [roster('a')]);
    expect(told).toEqual([]);
  });

  test('keeps what is known of those who stay', () => {
    const { snapshot } = reduceAll(joinedAfter(roster('a'), media('1', 'a')), [roster('a', 'b')]);
    expect(snapshot.participants.get('a')?.publications.size).toBe(1);
  });
});
