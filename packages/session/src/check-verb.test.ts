import { describe, expect, test } from 'vitest';
import type { Capabilities, Json, LocalSource } from '@patchbay/contract';
import { allCapabilities } from '../fixtures/stub-provider.ts';
import { createTrack } from '../fixtures/test-track.ts';
import { checkMessage, checkSource } from './check-verb.ts';

const video = createTrack('video');
const audio = createTrack('audio');
const raw = (source: 'camera' | 'microphone' | 'screen' | 'screen-audio', track = video): LocalSource => ({
  kind: 'track',
  source,
  track,
});
const code = (expected: string) => expect.objectContaining({ code: expected, provider: 'stub' });

describe('checkSource', () => {
  test.each<[LocalSource]>([
    [{ kind: 'camera' }],
    [{ kind: 'microphone' }],
    [{ kind: 'screen' }],
    [raw('camera')],
    [raw('screen')],
    [raw('microphone', audio)],
    [raw('screen-audio', audio)],
  ])('lets %j through', (source) => {
    expect(() => checkSource(source, allCapabilities, 'stub')).not.toThrow();
  });

  test.each<[LocalSource, Partial<Capabilities>]>([
    [raw('camera'), { rawTrackIn: false }],
    [{ kind: 'screen' }, { screenShare: false }],
    [raw('screen'), { screenShare: false }],
    [raw('screen-audio', audio), { screenShareAudio: false }],
  ])('refuses %j as unsupported under %j', (source, lacking) => {
    expect(() => checkSource(source, { ...allCapabilities, ...lacking }, 'stub')).toThrow(
      code('unsupported'),
    );
  });

  test.each([
    [undefined],
    [null],
    ['camera'],
    [{}],
    [{ kind: 'window' }],
    [{ kind: 'track', source: 'camera' }],
    [raw('microphone', video)],
    [raw('camera', audio)],
  ])('refuses %j as an invalid argument', (source) => {
    expect(() => checkSource(source as LocalSource, allCapabilities, 'stub')).toThrow(
      code('invalid-argument'),
    );
  });
});

describe('checkMessage', () => {
  const present = new Map([['b', {}]]);
  const check = (message: unknown, to?: string, capabilities = allCapabilities) =>
    checkMessage(message as Json, to, present, capabilities, 'stub');
  const cyclic: Record<string, unknown> = {};
  cyclic['self'] = cyclic;

  test('lets JSON through, to all and to one', () => {
    for (const message of [null, true, 0, '', [], {}, { a: [1, { b: null }] }])
      expect(() => check(message)).not.toThrow();
    expect(() => check('hello', 'b')).not.toThrow();
  });

  test.each([[undefined], [() => 1], [Symbol('s')], [10n], [cyclic]])(
    'refuses what is no JSON',
    (message) => {
      expect(() => check(message)).toThrow(code('invalid-argument'));
    },
  );

  test('counts bytes of UTF-8 JSON, not characters', () => {
    const capabilities = { ...allCapabilities, messages: { maxBytes: 6, directed: true } };
    expect(() => check('éé', undefined, capabilities)).not.toThrow();
    expect(() => check('ééé', undefined, capabilities)).toThrow(code('message-too-large'));
  });

  test('refuses by capability before it looks at anything else', () => {
    const mute = { ...allCapabilities, messages: { maxBytes: 0, directed: false } };
    expect(() => check(undefined, undefined, mute)).toThrow(code('unsupported'));
    const broadcast = { ...allCapabilities, messages: { maxBytes: 10, directed: false } };
    expect(() => check('x', 'nobody', broadcast)).toThrow(code('unsupported'));
  });

  test('refuses somebody who is not there', () => {
    expect(() => check('x', 'nobody')).toThrow(code('participant-not-found'));
  });
});
