import { isVideoError } from '@patchbay/contract';
import { describe, expect, test } from 'vitest';
import { closeCodeOf, type Ending, endingError, endingOf, isWanted, reasonOf } from './endings.ts';

const expected: Record<Ending, readonly [close: number, code: string, reason: string]> = {
  'bad-frame': [4400, 'provider-failure', 'provider-failure'],
  'bad-token': [4401, 'credentials-rejected', 'credentials-expired'],
  removed: [4403, 'not-allowed', 'removed'],
  network: [4408, 'unreachable', 'connection-lost'],
  duplicate: [4409, 'not-allowed', 'duplicate'],
  'room-ended': [4410, 'room-not-found', 'room-ended'],
  'seat-lost': [4411, 'connection-lost', 'connection-lost'],
  'room-full': [4413, 'room-full', 'provider-failure'],
};

describe('every ending', () => {
  test.each(Object.entries(expected))('%s', (name, [close, code, reason]) => {
    const ending = endingOf(close);
    expect([ending, closeCodeOf(ending), reasonOf(ending)]).toEqual([name, close, reason]);
    const error = endingError(ending, 'notes');
    expect(error).toMatchObject({ code, provider: 'notes', vendorCode: name, retryable: name === 'network' });
    expect(isVideoError(error)).toBe(true);
  });

  test.each([1000, 1001, 1006, 1011, 4999])('with code %i is a loss of the network', (code) => {
    expect(endingOf(code)).toBe('network');
  });
});

test('what somebody wanted comes without an error', () => {
  const wanted = (Object.keys(expected) as Ending[]).filter(isWanted);
  expect(wanted).toEqual(['removed', 'duplicate', 'room-ended']);
});
