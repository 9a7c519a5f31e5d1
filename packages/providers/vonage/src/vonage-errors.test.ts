import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { VideoError } from '@patchbay/contract';
import { describe, expect, test } from 'vitest';
import { endOf, vonageError } from './vonage-errors.ts';

/** The SDK exports neither list, and cannot be imported in Node; its build is not minified. */
const source = readFileSync(createRequire(import.meta.url).resolve('@vonage/client-sdk-video'), 'utf8');
const names = [...new Set(source.match(/'OT_[A-Z0-9_]+'/g))].map((quoted) => quoted.slice(1, -1));
const [, list = ''] = /const ExceptionCodes = \{([^}]+)\}/.exec(source) ?? [];
const numbers = [...list.matchAll(/: (\d+)/g)].map(([, digits]) => Number(digits));

/** What has no word of ours: a failure that is worth another try. */
const failures = [
  'OT_BADLY_FORMED_RESPONSE',
  'OT_EMPTY_RESPONSE_BODY',
  'OT_HTTP_ERROR',
  'OT_INVALID_HTTP_STATUS',
  'OT_MEDIA_ENDED',
  'OT_MEDIA_ERR_ABORTED',
  'OT_MEDIA_ERR_DECODE',
  'OT_MEDIA_ERR_NETWORK',
  'OT_MEDIA_ERR_SRC_NOT_SUPPORTED',
  'OT_REPORT_ISSUE_FAILED',
  'OT_STREAM_CREATE_FAILED',
  'OT_UNABLE_TO_ACCESS_MEDIA_ENGINE',
  'OT_UNABLE_TO_SUBSCRIBE',
  'OT_UNEXPECTED_ERROR_CODE',
  'OT_UNEXPECTED_HTTP_STATUS',
  'OT_UNEXPECTED_SERVER_RESPONSE',
  'OT_UNKNOWN_HTTP_ERROR',
  'OT_XDOMAIN_OR_PARSING_ERROR',
];

describe('the SDK’s own lists', () => {
  test('are found', () => {
    expect(names.length).toBeGreaterThan(70);
    expect(numbers.length).toBeGreaterThan(30);
  });

  test('leave as mere failures only what is known as such', () => {
    const unnamed = names.filter((name) => vonageError({ name }).code === 'provider-failure');
    expect(new Set(unnamed)).toEqual(new Set(failures));
  });

  test.each(names)('%s is told with its cause', (name) => {
    const cause = Object.assign(new Error('as the SDK throws it'), { name });
    const error = vonageError(cause);
    expect(error).toMatchObject({ provider: 'vonage', vendorCode: name, cause });
    expect(error.message).not.toBe('Vonage failed.');
  });

  test.each(numbers)('%i without a name is told with its cause', (code) => {
    const cause = { code };
    const error = vonageError(cause);
    expect(error).toMatchObject({ provider: 'vonage', vendorCode: String(code), cause });
    expect(error.message).not.toBe('Vonage failed.');
  });
});

test.each([
  ['OT_AUTHENTICATION_ERROR', 'credentials-rejected', false],
  ['OT_API_KEY_DISABLED', 'credentials-rejected', false],
  ['OT_INVALID_SESSION_ID', 'room-not-found', false],
  ['OT_CONNECTION_LIMIT_EXCEEDED', 'room-full', false],
  ['OT_STREAM_LIMIT_EXCEEDED', 'not-allowed', false],
  ['OT_PERMISSION_DENIED', 'not-allowed', false],
  ['OT_RATE_LIMIT_EXCEEDED', 'not-allowed', true],
  ['OT_NOT_FOUND', 'participant-not-found', false],
  ['OT_STREAM_NOT_FOUND', 'not-published', false],
  ['OT_NOT_CONNECTED', 'connection-lost', true],
  ['OT_DISCONNECTED', 'connection-lost', true],
  ['OT_CONNECT_FAILED', 'unreachable', true],
  ['OT_SOCKET_CLOSE_TIMEOUT', 'unreachable', true],
  ['OT_ICE_WORKFLOW_FAILED', 'unreachable', true],
  ['OT_CREATE_PEER_CONNECTION_FAILED', 'unreachable', true],
  ['OT_SOCKET_ALREADY_CONNECTED_CONNECTING', 'invalid-state', false],
  ['OT_TIMEOUT', 'timeout', true],
  ['OT_CANCEL', 'aborted', false],
  ['OT_INVALID_PARAMETER', 'invalid-argument', false],
  ['OT_NO_VALID_CONSTRAINTS', 'invalid-argument', false],
  ['OT_UNSUPPORTED_BROWSER', 'unsupported', false],
  ['OT_SCREEN_SHARING_NOT_SUPPORTED', 'unsupported', false],
  ['OT_USER_MEDIA_ACCESS_DENIED', 'device-denied', false],
  ['OT_REQUESTED_DEVICE_PERMISSION_DENIED', 'device-denied', false],
  ['OT_HARDWARE_UNAVAILABLE', 'device-busy', false],
  ['OT_NO_DEVICES_FOUND', 'device-not-found', false],
  ['OT_INVALID_VIDEO_SOURCE', 'device-failed', false],
  ['OT_UNEXPECTED_SERVER_RESPONSE', 'provider-failure', true],
])('%s is %s', (name, code, retryable) => {
  expect(vonageError({ name, code: 1234 })).toMatchObject({ code, retryable, vendorCode: name });
});

test.each([
  [1004, 'credentials-rejected'],
  [1006, 'unreachable'],
  [1010, 'connection-lost'],
  [1027, 'room-full'],
  [1500, 'not-allowed'],
  [1554, 'unreachable'],
  [2001, 'provider-failure'],
])('%i is %s', (number, code) => {
  expect(vonageError({ code: number })).toMatchObject({ code, vendorCode: String(number) });
});

describe('what is none of the SDK’s', () => {
  test.each([
    ['an error of the browser', new TypeError('WebRTC is off')],
    ['text', 'Canceled'],
    ['nothing', undefined],
  ])('%s is a failure with its cause', (_name, cause) => {
    const error = vonageError(cause);
    expect(error).toMatchObject({ code: 'provider-failure', retryable: false, vendorCode: undefined });
    expect(error.cause).toBe(cause);
  });

  test('an error of the future is a failure that may be tried again', () => {
    const error = { code: 'provider-failure', retryable: true, vendorCode: 'OT_SOMETHING_NEW' };
    expect(vonageError({ name: 'OT_SOMETHING_NEW' })).toMatchObject(error);
  });

  test('an error that is ours already stays as it is', () => {
    const error = new VideoError('aborted', 'The join was abandoned.');
    expect(vonageError(error)).toBe(error);
  });
});

test.each([
  ['forceDisconnected', 'removed', undefined],
  ['networkDisconnected', 'connection-lost', { code: 'connection-lost', retryable: true }],
  ['serverRotation', 'provider-failure', { code: 'provider-failure', vendorCode: 'serverRotation' }],
])('an end for %s is told as %s', (given, reason, error) => {
  const end = endOf(given);
  expect(end.reason).toBe(reason);
  if (error === undefined) expect(end.error).toBeUndefined();
  else expect(end.error).toMatchObject(error);
});
