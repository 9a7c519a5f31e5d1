import { describe, expect, test } from 'vitest';
import { VideoError, type SessionEvent } from '@patchbay/contract';
import { joinedAfter, joining, media, person, reduceAll, roster } from '../fixtures/snapshots.ts';
import { summarize } from '../fixtures/record-events.ts';
import { completeJoin, endSession, failJoin, forgetAttempt } from './reduce-lifecycle.ts';
import { reduceProviderEvent, type SessionFact } from './reduce-provider-event.ts';
import { initialSnapshot } from './session-snapshot.ts';

const resume = async () => undefined;
const message = (from: string, text = 'hello'): SessionFact => ({ type: 'message', from, message: text });
const everyFact: readonly SessionFact[] = [
  roster('a', 'b'),
  person('c'),
  media('1', 'a'),
  { type: 'media-muted', id: '1', muted: true },
  { type: 'media-paused', id: '1', paused: true },
  { type: 'media-removed', id: '1' },
  message('a'),
  { type: 'quality', participantId: 'a', quality: 'poor' },
  { type: 'active-speakers', participantIds: ['a'] },
  { type: 'interrupted', scope: 'media' },
  { type: 'restored' },
  { type: 'playback-blocked', resume },
  { type: 'participant-left', participantId: 'a' },
  { type: 'closed', reason: 'removed', error: undefined },
];

describe('before joined', () => {
  test('nothing is told, whatever happens', () => {
    expect(reduceAll(joining, everyFact).told).toEqual([]);
  });

  test('joined tells who and what is there, without an event for each', () => {
    const { snapshot } = reduceAll(joining, [roster('a', 'self'), media('1', 'a'), media('2', 'self')]);
    const { next, events } = completeJoin(snapshot, 'self');
    expect(summarize(events)).toEqual(['state joined', 'joined']);
    const joined = events.find((event) => event.name === 'joined');
    expect(joined?.payload.participants.map(({ id, publications }) => [id, publications.size])).toEqual([
      ['a', 1],
    ]);
    expect(next).toMatchObject({ state: 'joined', selfId: 'self' });
  });

  test('messages and blocked playback are kept and told after joined, one’s own echo is not', () => {
    const blocked: SessionFact = { type: 'playback-blocked', resume };
    const { snapshot } = reduceAll(joining, [message('a'), message('self'), blocked]);
    expect(summarize(completeJoin(snapshot, 'self').events)).toEqual([
      'state joined',
      'joined',
      'message-received',
      'playback-blocked',
    ]);
  });

  test('who came and went before joined was never there', () => {
    const { snapshot } = reduceAll(joining, [
      person('a'),
      media('1', 'a'),
      { type: 'participant-left', participantId: 'a' },
    ]);
    expect(completeJoin(snapshot, 'self').next.participants.size).toBe(0);
  });

  test('idle hears nothing', () => {
    for (const event of everyFact)
      expect(reduceProviderEvent(initialSnapshot, event).next).toBe(initialSnapshot);
  });

  test('an attempt that is given up leaves nothing to the next one', () => {
    const { snapshot } = reduceAll(joining, everyFact.slice(0, -1));
    expect(forgetAttempt(snapshot)).toEqual({ next: joining, events: [] });
  });

  test('a join that fails ends in failed, without `left`', () => {
    const { next, events } = failJoin(reduceAll(joining, [roster('a')]).snapshot);
    expect(summarize(events)).toEqual(['state failed']);
    expect(next.participants.size).toBe(0);
  });
});

describe('interruption', () => {
  const cut = (scope: 'signalling' | 'media'): SessionFact => ({ type: 'interrupted', scope });
  const scopes = (told: readonly SessionEvent[]) =>
    told.flatMap((event) =>
      event.name === 'reconnecting' || event.name === 'reconnected'
        ? [`${event.name} ${event.payload.scope}`]
        : [],
    );

  test.each([
    [
      [cut('signalling'), { type: 'restored' }],
      ['reconnecting signalling', 'reconnected signalling'],
    ],
    [
      [cut('media'), cut('media'), { type: 'restored' }],
      ['reconnecting media', 'reconnected media'],
    ],
    [
      [cut('signalling'), cut('media')],
      ['reconnecting signalling', 'reconnecting media'],
    ],
    [[cut('media'), cut('signalling')], ['reconnecting media']],
    [[{ type: 'restored' }], []],
  ] as const)('%j', (events, told) => {
    expect(scopes(reduceAll(joinedAfter(), events).told)).toEqual(told);
  });

  test('people and their tracks survive', () => {
    const before = joinedAfter(person('a'), media('1', 'a'));
    const { snapshot } = reduceAll(before, [cut('media'), { type: 'restored' }]);
    expect(snapshot.participants).toEqual(before.participants);
    expect(snapshot.state).toBe('joined');
  });
});

describe('quality and speakers', () => {
  test('quality is told when it changes, for oneself with no participant', () => {
    const { told } = reduceAll(joinedAfter(person('a')), [
      { type: 'quality', participantId: undefined, quality: 'good' },
      { type: 'quality', participantId: 'self', quality: 'good' },
      { type: 'quality', participantId: 'a', quality: 'poor' },
      { type: 'quality', participantId: 'a', quality: 'poor' },
      { type: 'quality', participantId: 'nobody', quality: 'poor' },
    ]);
    expect(told).toMatchObject([
      { payload: { quality: 'good', participant: undefined } },
      { payload: { quality: 'poor', participant: { id: 'a', quality: 'poor' } } },
    ]);
  });

  test('speakers are remote, known and told in order', () => {
    const { snapshot, told } = reduceAll(joinedAfter(roster('a', 'b')), [
      { type: 'active-speakers', participantIds: ['b', 'self', 'nobody', 'a'] },
      { type: 'active-speakers', participantIds: ['b', 'a'] },
      { type: 'active-speakers', participantIds: ['a'] },
    ]);
    const spoken = told.flatMap((event) =>
      event.name === 'active-speakers-changed' ? [event.payload.participants.map(({ id }) => id)] : [],
    );
    expect(spoken).toEqual([['b', 'a'], ['a']]);
    expect(snapshot.participants.get('b')?.speaking).toBe(false);
  });
});

describe('the end', () => {
  test.each([
    ['removed', 'left'],
    ['room-ended', 'left'],
    ['duplicate', 'left'],
    ['credentials-expired', 'failed'],
    ['connection-lost', 'failed'],
    ['provider-failure', 'failed'],
  ] as const)('closed for %s ends in %s', (reason, state) => {
    const error = new VideoError('connection-lost', 'Gone.');
    const { snapshot, told } = reduceAll(joinedAfter(person('a')), [{ type: 'closed', reason, error }]);
    expect(summarize(told)).toEqual([`state ${state}`, 'left']);
    expect(told.at(-1)).toMatchObject({ payload: { reason, error } });
    expect(snapshot).toMatchObject({ state, participants: new Map() });
  });

  test('nothing is told after it', () => {
    const { snapshot } = reduceAll(joinedAfter(person('a')), [everyFact.at(-1) ?? roster()]);
    expect(reduceAll(snapshot, everyFact)).toEqual({ snapshot, told: [] });
    expect(endSession(snapshot, 'local', undefined).events).toEqual([]);
  });
});
