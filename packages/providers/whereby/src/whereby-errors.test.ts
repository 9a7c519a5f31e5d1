import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { PROTOCOL_ERRORS } from '@whereby.com/media';
import { describe, expect, test } from 'vitest';
import { endOf, wherebyError, wherebyErrors } from './whereby-errors.ts';

const resolve = createRequire(import.meta.url).resolve;
const types = readFileSync(resolve('@whereby.com/media').replace(/index\.\w+$/, 'index.d.mts'), 'utf8');

/** What the SDK's types say that a join may be refused with, and what its own list names. */
const refusals = [...types.matchAll(/^ {4}error: "(\w+)";$/gm)].flatMap(([, name]) => name ?? []);
const forbidden = /type ForbiddenErrorNames = (.*);/.exec(types)?.[1]?.match(/\w+/g) ?? [];
const names = new Set<string>([...Object.values(PROTOCOL_ERRORS), ...refusals, ...forbidden]);

describe('the table', () => {
  test('knows every error of the SDK, and no other but HTTP statuses', () => {
    expect(refusals.length).toBeGreaterThan(14);
    expect(forbidden.length).toBeGreaterThan(4);
    const known = [...wherebyErrors.keys()].filter((name) => !/^\d{3}$/.test(name));
    expect(known.toSorted()).toEqual([...names].toSorted());
  });

  test.each([...names])('%s', (name) => {
    const error = wherebyError(name);
    expect(error).toMatchObject({ provider: 'whereby', vendorCode: name, cause: name });
    expect(error.message).not.toBe('Whereby failed.');
  });
});

test.each([
  ['invalid_key', 'credentials-rejected', false],
  ['room_full', 'room-full', false],
  ['room_unclaimed', 'room-not-found', false],
  ['room_meeting_time_exhausted', 'room-not-found', false],
  ['room_locked', 'not-allowed', false],
  ['host_presence_controls_error', 'not-allowed', true],
  ['free_tier_exhausted', 'not-allowed', false],
  ['invalid_parameters', 'invalid-argument', false],
  ['too_long_text', 'message-too-large', false],
  ['internal_server_error', 'provider-failure', true],
  ['401', 'credentials-rejected', false],
  ['403', 'not-allowed', false],
  ['404', 'room-not-found', false],
  ['429', 'provider-failure', true],
  ['503', 'provider-failure', true],
])('%s is %s', (name, code, retryable) => {
  expect(wherebyError(name)).toMatchObject({ code, retryable });
});

test.each(['an_error_of_the_future', '', '418'])('%j is a failure with its cause', (name) => {
  const cause = new TypeError('Something inside the vendor.');
  const error = wherebyError(name, cause);
  expect(error).toMatchObject({ code: 'provider-failure', retryable: false, vendorCode: name });
  expect(error.cause).toBe(cause);
});

describe('the end of a connection', () => {
  test.each([
    ['duplicate', 'duplicate'],
    ['kicked', 'room-ended'],
    ['left', 'room-ended'],
    ['room_unclaimed', 'room-ended'],
    ['room_meeting_time_exhausted', 'room-ended'],
  ])('%s is %s and no error', (name, reason) => {
    expect(endOf(name)).toEqual({ reason, error: undefined });
  });

  test.each(['room_locked', 'invalid_key', 'room_full', 'io server disconnect', 'of the future'])(
    '%s is a connection that was lost',
    (name) => {
      expect(endOf(name)).toMatchObject({
        reason: 'connection-lost',
        error: { code: 'connection-lost', vendorCode: name, retryable: true, cause: name },
      });
    },
  );
});
