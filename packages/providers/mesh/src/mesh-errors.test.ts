import { isVideoError } from '@patchbay/contract';
import { describe, expect, test } from 'vitest';
import { closeCodeOf, endingOf, errorOf, reasonOf, type MeshEnding } from './mesh-errors.ts';

const expected: Record<MeshEnding, readonly [close: number, code: string, reason: string]> = {
  malformed: [4400, 'provider-failure', 'provider-failure'],
  'credentials-rejected': [4401, 'credentials-rejected', 'credentials-expired'],
  removed: [4403, 'not-allowed', 'removed'],
  unreachable: [4408, 'unreachable', 'connection-lost'],
  duplicate: [4409, 'not-allowed', 'duplicate'],
  'room-ended': [4410, 'room-not-found', 'room-ended'],
  'connection-lost': [4411, 'connection-lost', 'connection-lost'],
  'room-full': [4413, 'room-full', 'provider-failure'],
};

describe('a close of the server', () => {
  test.each(Object.entries(expected))('%s', (name, [close, code, reason]) => {
    const ending = endingOf(close);
    expect(ending).toBe(name);
    expect(closeCodeOf(ending)).toBe(close);
    expect(reasonOf(ending)).toBe(reason);
    expect(errorOf(ending)).toMatchObject({ code, provider: 'mesh', vendorCode: name });
  });

  test.each([1000, 1001, 1006, 1011, 4999])('with code %i is a loss of the network', (code) => {
    expect(endingOf(code)).toBe('unreachable');
  });
});

test('only what cannot be reached is worth the same call again', () => {
  expect([errorOf('unreachable').retryable, errorOf('connection-lost').retryable]).toEqual([true, false]);
  expect(isVideoError(errorOf('unreachable'))).toBe(true);
});
