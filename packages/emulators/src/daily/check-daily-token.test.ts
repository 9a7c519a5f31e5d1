import { describe, expect, test } from 'vitest';
import { signToken } from '../../fixtures/daily-client.ts';
import { checkDailyToken } from './check-daily-token.ts';
import { createDailyAccount } from './daily-account.ts';

const account = createDailyAccount({ domainId: 'domain-1', apiKey: 'the-key' });
const now = 1_700_000_000_000;
const seconds = now / 1000;
const claims = { d: 'domain-1', r: 'room-1', ud: 'user-1', exp: seconds + 60 };
const check = (change: object = {}, key = 'the-key') =>
  checkDailyToken(signToken({ ...claims, ...change }, key), 'room-1', account, now);

test('a good token lets its user in', () => {
  expect(check()).toEqual({ userId: 'user-1' });
  expect(check({ ud: undefined })).toEqual({ userId: undefined });
});

test('a token without a room is good for every room of the domain', () => {
  expect(check({ r: undefined })).toEqual({ userId: 'user-1' });
});

test.each([
  ['another room', { r: 'room-2' }],
  ['another domain', { d: 'domain-2' }],
  ['no domain', { d: undefined }],
])('a token for %s is not allowed', (_name, change) => {
  expect(check(change)).toEqual({ type: 'not-allowed' });
});

test('a token of another key is not allowed', () => {
  expect(check({}, 'another-key')).toEqual({ type: 'not-allowed' });
});

describe('time', () => {
  test.each([
    [{ exp: seconds }, { type: 'exp-token' }],
    [{ exp: seconds + 1 }, { userId: 'user-1' }],
    [{ exp: undefined }, { userId: 'user-1' }],
    [{ nbf: seconds + 1 }, { type: 'nbf-token' }],
    [{ nbf: seconds }, { userId: 'user-1' }],
  ])('%j gives %j', (change, verdict) => {
    expect(check(change)).toEqual(verdict);
  });
});

test.each([undefined, null, 7, {}, '', 'a', 'a.b', 'a.b.', 'a.b.c', 'a.b.c.d'])('%j is no token', (token) => {
  expect(checkDailyToken(token, 'room-1', account, now)).toEqual({ type: 'not-allowed' });
});

test('one character changed is enough', () => {
  const token = signToken(claims, 'the-key');
  for (let index = 0; index < token.lastIndexOf('.'); index += 1) {
    const other = token[index] === 'A' ? 'B' : 'A';
    const forged = token.slice(0, index) + other + token.slice(index + 1);
    expect(checkDailyToken(forged, 'room-1', account, now)).toEqual({ type: 'not-allowed' });
  }
});
