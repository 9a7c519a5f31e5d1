import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { VideoError } from '@patchbay/contract';
import { describe, expect, test } from 'vitest';
import { dailyError, dailyErrors, endOf } from './daily-errors.ts';

/** The SDK's own lists, which stand in its types only. */
const typings = readFileSync(
  join(dirname(createRequire(import.meta.url).resolve('@daily-co/daily-js/package.json')), 'index.d.ts'),
  'utf8',
);
const listed = ['DailyFatalErrorType', 'DailyCameraErrorType', 'DailyNonFatalErrorType'].flatMap((name) => {
  const [, body = ''] = new RegExp(`type ${name} =([^;]+);`).exec(typings) ?? [];
  return [...body.matchAll(/'([^']+)'/g)].map(([, type]) => type ?? '');
});
/** Of the REST API, by Daily's page on errors. */
const rest = [
  'authorization-header-error',
  'authentication-error',
  'forbidden-error',
  'invalid-request-error',
  'rate-limit-error',
];

test('the table knows every error of the SDK and of REST, and no other', () => {
  expect(listed).toHaveLength(27);
  expect([...dailyErrors.keys()].toSorted()).toEqual([...listed, ...rest].toSorted());
});

test.each([
  ['nbf-room', 'not-allowed', true],
  ['nbf-token', 'credentials-rejected', false],
  ['exp-room', 'room-not-found', false],
  ['exp-token', 'credentials-rejected', false],
  ['no-room', 'room-not-found', false],
  ['meeting-full', 'room-full', false],
  ['end-of-life', 'unsupported', false],
  ['not-allowed', 'credentials-rejected', false],
  ['connection-error', 'unreachable', true],
  ['permissions', 'device-denied', true],
])('%s is %s', (type, code, retryable) => {
  const cause = { action: 'error', errorMsg: 'no', error: { type, msg: 'no' } };
  expect(dailyError(cause)).toMatchObject({ code, retryable, vendorCode: type, cause, provider: 'daily' });
});

test.each([[new Error('plain')], ['text'], [undefined], [{ error: { type: 'of-the-future' } }]])(
  'what the table does not know (%s) is a failure with its cause',
  (cause) => {
    const error = dailyError(cause);
    expect(error).toMatchObject({ code: 'provider-failure', retryable: false });
    expect(error.cause).toBe(cause);
  },
);

test('an error that is ours already stays as it is', () => {
  const error = new VideoError('aborted', 'The join was abandoned.');
  expect(dailyError(error)).toBe(error);
});

describe('the end of a call', () => {
  test.each([
    ['ejected', 'removed'],
    ['no-room', 'room-ended'],
    ['exp-room', 'room-ended'],
  ])('%s is %s and no error', (type, reason) => {
    expect(endOf({ error: { type } })).toEqual({ reason, error: undefined });
  });

  test.each([
    ['exp-token', 'credentials-expired', 'credentials-rejected'],
    ['connection-error', 'connection-lost', 'connection-lost'],
    ['end-of-life', 'provider-failure', 'unsupported'],
    ['of-the-future', 'provider-failure', 'provider-failure'],
  ])('%s is %s with the error %s', (type, reason, code) => {
    expect(endOf({ error: { type } })).toMatchObject({ reason, error: { code, vendorCode: type } });
  });
});
