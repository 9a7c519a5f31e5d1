import { describe, expect, test } from 'vitest';
import {
  compareJoins,
  connectionName,
  describeStream,
  displayOf,
  jsonOf,
  listOf,
  participantOf,
  streamsOf,
  userKeyOf,
} from './janus-translate.ts';

describe('a connection', () => {
  test('is named after its participant, and is each time another', () => {
    const name = connectionName('person-1', 1_795_600_000_000, 'chance');
    expect(participantOf(name)).toBe('person-1');
    expect(connectionName('person-1', 1_795_600_000_001, 'chance')).not.toBe(name);
    expect(connectionName('person-1', 1_795_600_000_000, 'other')).not.toBe(name);
  });

  test('of somebody past Patchbay is a participant by its whole name', () => {
    expect(participantOf('some-recorder')).toBe('some-recorder');
    expect(participantOf(1234)).toBe('1234');
  });

  test('that began later comes later, also where the number has more digits', () => {
    const times = [9, 35, 36, 1_795_600_000_000, 1_795_600_000_001];
    const names = times.map((at) => connectionName('person', at, 'x'));
    expect(names.toReversed().sort(compareJoins)).toEqual(names);
    expect(compareJoins('person~5~a', 'person~5~b')).toBeLessThan(0);
    expect(compareJoins('person~5~a', 'person~5~a')).toBe(0);
  });
});

describe('a display', () => {
  test('carries the user key and nothing else', () => {
    expect(displayOf('user-1')).toBe('{"userKey":"user-1"}');
    expect(userKeyOf(displayOf('user-1'))).toBe('user-1');
  });

  test.each([undefined, 7, '', 'Alice', '{', '[]', 'null', '{"userKey":7}'])(
    '%j tells of nobody',
    (display) => {
      expect(userKeyOf(display)).toBeUndefined();
    },
  );
});

describe('streams', () => {
  test.each(['camera', 'screen', 'microphone', 'screen-audio'] as const)(
    'of a %s are told as that',
    (source) => {
      const type = source === 'camera' || source === 'screen' ? 'video' : 'audio';
      const given = [{ type, mid: '3', mindex: 3, codec: 'vp8', description: describeStream(source, true) }];
      expect(streamsOf(given)).toEqual([{ mid: '3', kind: type, source, muted: true }]);
    },
  );

  test.each([
    ['audio', undefined, 'microphone'],
    ['video', 'my webcam', 'camera'],
    ['video', '{"source":"microphone"}', 'camera'],
    ['audio', '{"source":"mix"}', 'microphone'],
  ])('of %s described as %j are of a %s', (type, description, source) => {
    expect(streamsOf([{ type, mid: '0', description }])).toEqual([
      { mid: '0', kind: type, source, muted: false },
    ]);
  });

  test('that a moderator silenced are muted', () => {
    expect(streamsOf([{ type: 'audio', mid: '0', moderated: true }])).toMatchObject([{ muted: true }]);
  });

  test.each([
    ['given up', { type: 'video', mid: '0', disabled: true }],
    ['of data', { type: 'data', mid: '0' }],
    ['without an index', { type: 'video' }],
    ['that are none', 7],
  ])('%s are left out', (_what, stream) => {
    expect(streamsOf([stream])).toEqual([]);
  });

  test.each([undefined, null, 'streams', {}])('in %j are none', (given) =>
    expect(streamsOf(given)).toEqual([]),
  );
});

test('a list is read as objects, whatever is in it', () => {
  expect(listOf([{ id: 'a' }, null, 3]).map(({ id }) => id)).toEqual(['a', undefined, undefined]);
});

test.each([
  ['{"a":1}', { a: 1 }],
  ['null', null],
  ['{', undefined],
  [7, undefined],
])('%j as JSON', (text, value) => {
  expect(jsonOf(text)).toEqual(value);
});
