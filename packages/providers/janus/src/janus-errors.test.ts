import { VideoError } from '@patchbay/contract';
import { describe, expect, test } from 'vitest';
import { janusErrorCodes } from '../fixtures/janus-error-codes.ts';
import { closedBy, fail, janusError, janusErrors, type JanusOrigin, sdkError } from './janus-errors.ts';

const origins: readonly JanusOrigin[] = ['core', 'videoroom', 'textroom'];

describe.each(origins)('the table of %s', (origin) => {
  const codes = Object.entries(janusErrorCodes[origin]);

  test('knows every error of Janus and no other', () => {
    const known = [...janusErrors[origin].keys()].map(Number);
    expect(known.toSorted((a, b) => a - b)).toEqual(codes.map(([, code]) => code).toSorted((a, b) => a - b));
  });

  test.each(codes)('%s (%i) has a sentence of its own', (name, code) => {
    const error = janusError(origin, code, name);
    expect(error).toMatchObject({ provider: 'janus', cause: name, vendorCode: `${origin} ${code}` });
    expect(error.message).not.toBe('Janus failed.');
  });
});

test.each([
  ['core', 403, 'credentials-rejected', false],
  ['core', 458, 'connection-lost', true],
  ['core', 472, 'unreachable', true],
  ['core', 490, 'provider-failure', true],
  ['videoroom', 426, 'room-not-found', false],
  ['videoroom', 428, 'participant-not-found', false],
  // Not "too many requests", as in HTTP: a missing element.
  ['videoroom', 429, 'invalid-argument', false],
  ['videoroom', 432, 'room-full', false],
  ['videoroom', 433, 'credentials-rejected', false],
  ['textroom', 417, 'room-not-found', false],
  ['textroom', 419, 'credentials-rejected', false],
  ['textroom', 423, 'participant-not-found', false],
] as const)('%s %i is %s', (origin, number, code, retryable) => {
  expect(janusError(origin, number)).toMatchObject({ code, retryable });
});

test.each([[599], ['426'], [undefined], [null]])(
  '%j, which is in no table, is a failure with its cause',
  (number) => {
    const cause = { error_code: number };
    expect(janusError('videoroom', number, cause)).toMatchObject({ code: 'provider-failure', cause });
  },
);

describe('what janus-gateway says', () => {
  test.each([
    ['Error connecting to the Janus WebSockets server: Is the server down?', 'unreachable', undefined],
    ['Is the server down? (connected=false)', 'unreachable', undefined],
    ['Unauthorized request (wrong or missing secret/token)', 'credentials-rejected', 'core 403'],
    ['No such session 42', 'connection-lost', 'core 458'],
    ['Ooops: 460 No such plugin', 'provider-failure', 'core 460'],
    ['403 Unauthorized request', 'credentials-rejected', 'core 403'],
    ['Invalid handle', 'provider-failure', undefined],
  ])('%s', (text, code, vendorCode) => {
    expect(sdkError(text)).toMatchObject({ code, vendorCode, cause: text });
  });

  test('is kept when it is something else', () => {
    const cause = new TypeError('setRemoteDescription');
    expect(sdkError(cause)).toMatchObject({ code: 'provider-failure', cause });
    const ours = new VideoError('aborted', 'Given up.');
    expect(sdkError(ours)).toBe(ours);
  });
});

test.each([
  ['room-not-found', 'room-ended'],
  ['credentials-rejected', 'credentials-expired'],
  ['connection-lost', 'connection-lost'],
  ['unreachable', 'connection-lost'],
  ['provider-failure', 'provider-failure'],
  ['invalid-argument', 'provider-failure'],
] as const)('%s in a joined room ends it as %s', (code, reason) => {
  const error = fail(code, 'It happened.');
  expect(closedBy(error)).toEqual({
    type: 'closed',
    reason,
    error: reason === 'room-ended' ? undefined : error,
  });
});

test('what is thrown raw ends it as a failure with its cause', () => {
  const cause = new RangeError('deep inside');
  expect(closedBy(cause)).toMatchObject({
    reason: 'provider-failure',
    error: { code: 'provider-failure', cause },
  });
});
