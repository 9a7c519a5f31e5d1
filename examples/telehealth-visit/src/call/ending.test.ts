import { type LeaveReason, VideoError } from '@patchbay/contract';
import { describe, expect, test } from 'vitest';
import { endingOf, joinFailureSentence } from './ending.ts';

const reasons: readonly LeaveReason[] = [
  'local',
  'removed',
  'room-ended',
  'duplicate',
  'credentials-expired',
  'connection-lost',
  'provider-failure',
];

describe('endings', () => {
  test('each reason has its own words', () => {
    expect(new Set(reasons.map((reason) => endingOf(reason).title)).size).toBe(reasons.length);
  });

  test('there is no way back for those who were sent away, or when it is over', () => {
    expect(reasons.filter((reason) => !endingOf(reason).canRejoin)).toEqual(['removed', 'room-ended']);
  });
});

describe('a join that failed', () => {
  test('has a sentence of its own where something can be done', () => {
    const full = joinFailureSentence(new VideoError('room-full', 'x'));
    const slow = joinFailureSentence(new VideoError('timeout', 'x'));
    const other = joinFailureSentence(new Error('x'));
    expect(new Set([full, slow, other]).size).toBe(3);
  });

  test('never shows the error’s own text', () => {
    expect(joinFailureSentence(new VideoError('provider-failure', 'vendor says 0xdead'))).not.toContain(
      '0xdead',
    );
  });
});
