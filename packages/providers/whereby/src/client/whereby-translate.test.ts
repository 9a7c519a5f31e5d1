import { FakeMediaStream, FakeMediaStreamTrack } from '@patchbay/conformance';
import { describe, expect, test } from 'vitest';
import { decodeNote, encodeNote, publicationId, publishable, trackOf } from './whereby-translate.ts';

describe('a note', () => {
  test.each([null, false, 0, '', 'text', [], {}, { hello: 'you' }])('with the message %j', (message) => {
    expect(decodeNote(encodeNote({ message }))).toEqual({ message });
  });

  test('with a hello', () => {
    const media = { camera: true, 'screen-audio': false };
    const hello = { userKey: 'key', media, asks: true, isNew: false };
    expect(decodeNote(encodeNote({ hello }))).toEqual({ hello });
  });

  test('keeps of a hello only what is one', () => {
    const media = { camera: 'on', microphone: true, hologram: false };
    const text = JSON.stringify({ patchbay: { hello: { userKey: 'key', media, asks: 1 } } });
    expect(decodeNote(text)).toEqual({
      hello: { userKey: 'key', media: { microphone: true }, asks: false, isNew: false },
    });
  });

  test.each([
    ['what somebody wrote', 'Can you hear me?'],
    ['a number', '1'],
    ['null', 'null'],
    ['nothing', '{}'],
    ['nothing of ours', '{"message":"hi"}'],
    ['an empty note', '{"patchbay":{}}'],
    ['a hello of nobody', '{"patchbay":{"hello":{"media":{}}}}'],
    ['half a note', '{"patchbay":{"message":'],
  ])('is not %s', (_name, text) => {
    expect(decodeNote(text)).toBeUndefined();
  });
});

test('every source of a participant has a publication id of its own', () => {
  const ids = publishable.map((source) => publicationId('participant-1', source));
  expect(new Set(ids).size).toBe(4);
  expect(publicationId('participant-2', 'camera')).not.toBe(publicationId('participant-1', 'camera'));
});

describe('the track of a source', () => {
  const [voice, face] = [new FakeMediaStreamTrack('audio'), new FakeMediaStreamTrack('video')];
  const [sound, screen] = [new FakeMediaStreamTrack('audio'), new FakeMediaStreamTrack('video')];
  const person = {
    id: 'join-1',
    externalId: 'participant-1',
    roleName: 'host',
    stream: new FakeMediaStream([voice, face]),
    presentationStream: new FakeMediaStream([sound, screen]),
  };

  test.each([
    ['camera', face],
    ['microphone', voice],
    ['screen', screen],
    ['screen-audio', sound],
  ] as const)('%s is in its stream', (source, track) => {
    expect(trackOf(person, source)).toBe(track);
  });

  test('is missing while the stream is', () => {
    const without = { ...person, stream: null, presentationStream: null };
    for (const source of publishable) expect(trackOf(without, source)).toBeUndefined();
  });
});
