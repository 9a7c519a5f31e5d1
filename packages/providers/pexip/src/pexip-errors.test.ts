import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { VideoError } from '@patchbay/contract';
import { describe, expect, test } from 'vitest';
import { endOf, pexipError, pexipErrors, pexipRefusal } from './pexip-errors.ts';

/** Every reason that infinity-api knows a code for. It exports no list, only the function that looks one up. */
const source = createRequire(import.meta.url).resolve('@pexip/infinity-api/dist/utils.js');
const vendorTexts = [...readFileSync(source, 'utf8').matchAll(/case '([^']+)':/g)].map(
  ([, text]): string => text ?? '',
);
const ofTheSdk = ['Could not reconnect to the meeting', 'Could not execute critical network action'];

describe('the table', () => {
  test('knows every reason of the vendor, and the two that the SDK makes up', () => {
    expect(vendorTexts.length).toBeGreaterThan(40);
    expect([...pexipErrors.keys()].toSorted()).toEqual([...vendorTexts, ...ofTheSdk].toSorted());
  });

  test.each(vendorTexts)('%s', (text) => {
    expect(pexipRefusal(text)).toMatchObject({ provider: 'pexip', vendorCode: text, cause: text });
    expect(pexipRefusal(text).message).not.toBe('Pexip refused and did not say why.');
  });
});

test.each([
  ['Invalid PIN', 'credentials-rejected', false],
  ['Participant limit reached', 'room-full', false],
  ['Neither conference nor gateway found', 'room-not-found', false],
  ['System in maintenance mode', 'unreachable', true],
  ['Insufficient licenses', 'provider-failure', true],
  ['Call rejected', 'not-allowed', false],
])('%s is %s', (text, code, retryable) => {
  expect(pexipRefusal(text)).toMatchObject({ code, retryable });
});

test.each([['Something of the future, with a name in it'], [undefined], [{ pin: 'required' }]])(
  'what is in no table is a failure with its cause: %j',
  (cause) => {
    const error = pexipRefusal(cause);
    expect(error).toMatchObject({ code: 'provider-failure', vendorCode: undefined, cause });
    expect(error.message).not.toContain('name');
  },
);

describe('the end', () => {
  test.each([
    ['Disconnected by an administrator', 'removed'],
    ['Disconnected by another participant', 'removed'],
    ['Conference terminated by an administrator', 'room-ended'],
    ['All conference hosts departed hosted conference', 'room-ended'],
  ])('%s is %s and no error', (text, reason) => {
    expect(endOf(text)).toEqual({ reason, error: undefined });
  });

  test.each([
    ['Timer expired awaiting token refresh', 'connection-lost', 'connection-lost'],
    ['Could not execute critical network action', 'connection-lost', 'connection-lost'],
    ['Invalid token', 'credentials-expired', 'credentials-rejected'],
    ['Out of resource', 'provider-failure', 'provider-failure'],
    ['Something of the future', 'provider-failure', 'provider-failure'],
  ])('%s is %s with an error', (text, reason, code) => {
    expect(endOf(text)).toMatchObject({ reason, error: { code, cause: text } });
  });
});

describe('what was thrown', () => {
  test('is unreachable when a request came to nothing, in whatever realm', () => {
    expect(pexipError(new TypeError('Failed to fetch'))).toMatchObject({
      code: 'unreachable',
      retryable: true,
    });
    expect(pexipError({ name: 'TypeError' })).toMatchObject({ code: 'unreachable' });
  });

  test('is a failure with its cause otherwise, and ours stays as it is', () => {
    const cause = new Error('ValidationError');
    expect(pexipError(cause)).toMatchObject({ code: 'provider-failure', cause });
    const ours = new VideoError('aborted', 'The join was abandoned.');
    expect(pexipError(ours)).toBe(ours);
  });
});
