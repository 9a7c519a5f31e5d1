import type { ProviderEvent } from '@patchbay/contract';
import { beforeEach, describe, expect, test } from 'vitest';
import { createJanusRoster, type JanusFeeds } from './janus-events.ts';
import { describeStream, displayOf } from './janus-translate.ts';

const self = 'me~100~x';
const video = { type: 'video', mid: '0', description: describeStream('camera', false) };
const audio = { type: 'audio', mid: '1', description: describeStream('microphone', true) };

let events: ProviderEvent[];
let feeds: JanusFeeds;
let roster: ReturnType<typeof createJanusRoster>;
beforeEach(() => {
  events = [];
  feeds = new Map();
  roster = createJanusRoster(
    self,
    (event) => events.push(event),
    (wanted) => (feeds = wanted),
  );
});

const people = () => events.findLast((event) => event.type === 'roster')?.participants;
const end = () => events.find((event) => event.type === 'closed')?.reason;
const person = (id: string, more: object = {}) => ({ id, display: displayOf(`user-of-${id}`), ...more });

describe('who is there at the join', () => {
  test('are those who send and those who do not', () => {
    roster.enter({
      publishers: [person('ann~1~a', { streams: [video, audio] })],
      attendees: [person('bob~2~b')],
    });
    expect(people()).toEqual([
      { id: 'ann', userKey: 'user-of-ann~1~a' },
      { id: 'bob', userKey: 'user-of-bob~2~b' },
    ]);
    expect([...feeds]).toEqual([
      ['ann~1~a/0', { mid: '0', kind: 'video', source: 'camera', muted: false, participantId: 'ann' }],
      ['ann~1~a/1', { mid: '1', kind: 'audio', source: 'microphone', muted: true, participantId: 'ann' }],
    ]);
  });

  test('is not oneself of an earlier join', () => {
    roster.enter({ publishers: [person('me~5~a', { streams: [video] })], attendees: [] });
    expect([people(), feeds.size, end()]).toEqual([[], 0, undefined]);
  });

  test('of two joins of one is the later one', () => {
    const two = [person('ann~7~b', { streams: [audio] }), person('ann~1~a', { streams: [video] })];
    roster.enter({ publishers: two, attendees: [] });
    expect(people()).toEqual([{ id: 'ann', userKey: 'user-of-ann~7~b' }]);
    expect([...feeds.keys()]).toEqual(['ann~7~b/1']);
    expect(roster.reach('ann')).toEqual(['ann~7~b']);
  });

  test('may be somebody past Patchbay', () => {
    roster.enter({ publishers: [{ id: 'robot', display: 'Recorder' }], attendees: [] });
    expect(people()).toEqual([{ id: 'robot', userKey: undefined }]);
  });
});

describe('afterwards', () => {
  beforeEach(() => roster.enter({ publishers: [person('ann~1~a', { streams: [video] })], attendees: [] }));

  test('somebody comes, sends, mutes, takes it back and goes', () => {
    roster.hear({ videoroom: 'event', joining: person('bob~200~b') });
    expect(people()).toHaveLength(2);
    roster.hear({ videoroom: 'event', publishers: [{ id: 'bob~200~b', streams: [audio] }] });
    expect(feeds.get('bob~200~b/1')).toMatchObject({ muted: true, participantId: 'bob' });
    const unmuted = { ...audio, description: describeStream('microphone', false) };
    roster.hear({ videoroom: 'event', publishers: [{ id: 'bob~200~b', streams: [unmuted] }] });
    expect(feeds.get('bob~200~b/1')?.muted).toBe(false);
    expect(people()?.at(-1)).toEqual({ id: 'bob', userKey: 'user-of-bob~200~b' });
    roster.hear({
      videoroom: 'event',
      publishers: [{ id: 'bob~200~b', streams: [{ ...audio, disabled: true }] }],
    });
    expect(feeds.has('bob~200~b/1')).toBe(false);
    roster.hear({ videoroom: 'event', leaving: 'bob~200~b' });
    expect(people()).toEqual([{ id: 'ann', userKey: 'user-of-ann~1~a' }]);
  });

  test.each(['leaving', 'kicked'])('somebody is gone who is told as %s', (how) => {
    roster.hear({ videoroom: 'event', [how]: 'ann~1~a' });
    expect([people(), feeds.size]).toEqual([[], 0]);
  });

  test('somebody whose connection ended sends nothing, and is there', () => {
    roster.hear({ videoroom: 'event', unpublished: 'ann~1~a' });
    expect([people()?.length, feeds.size]).toEqual([1, 0]);
    roster.hear({ videoroom: 'event', unpublished: 'stranger' });
    expect(people()).toHaveLength(1);
  });

  test('of somebody who comes again the older connection may go', () => {
    roster.hear({ videoroom: 'event', joining: person('ann~300~z') });
    expect([people(), feeds.size]).toEqual([[{ id: 'ann', userKey: 'user-of-ann~300~z' }], 0]);
    roster.hear({ videoroom: 'event', leaving: 'ann~1~a' });
    expect(people()).toHaveLength(1);
    expect(roster.reach()).toEqual(['ann~300~z']);
  });

  test.each([
    ['removed', { videoroom: 'event', leaving: 'ok', reason: 'kicked' }],
    ['room-ended', { videoroom: 'destroyed' }],
    ['duplicate', { videoroom: 'event', joining: person('me~200~y') }],
    [undefined, { videoroom: 'event', leaving: 'ok' }],
  ])('the end is told as %s', (reason, message) => {
    roster.hear(message);
    expect(end()).toBe(reason);
  });
});

describe('after an interruption', () => {
  beforeEach(() => roster.enter({ publishers: [person('ann~1~a', { streams: [video] })], attendees: [] }));

  test('people are those who are listed; what they send is as it was', () => {
    roster.resume([person(self), person('ann~1~a'), person('bob~150~b')]);
    expect(people()?.map(({ id }) => id)).toEqual(['ann', 'bob']);
    expect([...feeds.keys()]).toEqual(['ann~1~a/0']);
    roster.resume([person(self), person('bob~150~b')]);
    expect([people()?.map(({ id }) => id), feeds.size]).toEqual([['bob'], 0]);
  });

  test('who is not listed was removed', () => {
    roster.resume([person('ann~1~a')]);
    expect(end()).toBe('removed');
  });

  test.each([
    ['me~200~y', 'duplicate'],
    ['me~5~a', undefined],
  ])('one who is listed as %s too ends as %s', (other, reason) => {
    roster.resume([person(self), person(other)]);
    expect(end()).toBe(reason);
  });
});
