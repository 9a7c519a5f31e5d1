import { createRequire } from 'node:module';
import { VideoError } from '@patchbay/contract';
import { describe, expect, test } from 'vitest';
import { endOf, twilioError, twilioErrors } from './twilio-errors.ts';

type ErrorClass = new () => Error & { readonly code: number };

/** The SDK's own list, which it does not export. */
const sdkErrors = Object.values(
  createRequire(import.meta.url)('twilio-video/es5/util/twilio-video-errors') as Record<string, unknown>,
).filter((value): value is ErrorClass => typeof value === 'function' && value.name.endsWith('Error'));
const classes = sdkErrors.filter((value) => value.name !== 'createTwilioError');

describe('the table', () => {
  test('knows every error of the SDK and no other', () => {
    const codes = classes.map((SdkError) => new SdkError().code);
    expect(codes.length).toBeGreaterThan(50);
    const known = [...twilioErrors.keys()].filter((code) => code > 1000);
    expect(known.toSorted((a, b) => a - b)).toEqual(codes.toSorted((a, b) => a - b));
  });

  test.each(classes.map((SdkError) => [SdkError.name, SdkError] as const))('%s', (_name, SdkError) => {
    const cause = new SdkError();
    const error = twilioError(cause);
    expect(error).toMatchObject({ provider: 'twilio', cause, vendorCode: String(cause.code) });
    expect(error.message).not.toBe('Twilio failed.');
  });
});

test.each([
  [20101, 'credentials-rejected', false],
  [20104, 'credentials-rejected', false],
  [20107, 'credentials-rejected', false],
  [53000, 'unreachable', true],
  [53006, 'provider-failure', true],
  [53100, 'invalid-argument', false],
  [53105, 'room-full', false],
  [53106, 'room-not-found', false],
  [53118, 'room-not-found', false],
  [53125, 'not-allowed', false],
  [53404, 'unsupported', false],
  [53405, 'unreachable', true],
])('%i is %s', (code, ours, retryable) => {
  expect(twilioError({ code })).toMatchObject({ code: ours, retryable, vendorCode: String(code) });
});

describe('what has no number of the table', () => {
  test.each([
    ['an error of the browser', new TypeError('WebRTC is off'), undefined],
    ['an error of the future', { code: 59999 }, '59999'],
    ['text', 'Canceled', undefined],
    ['nothing', undefined, undefined],
  ])('%s is a failure with its cause', (_name, cause, vendorCode) => {
    const error = twilioError(cause);
    expect(error).toMatchObject({ code: 'provider-failure', retryable: false, vendorCode });
    expect(error.cause).toBe(cause);
  });

  test('an error that is ours already stays as it is', () => {
    const error = new VideoError('aborted', 'The join was abandoned.');
    expect(twilioError(error)).toBe(error);
  });
});

describe('the end of a connection', () => {
  test.each([
    [undefined, 'removed'],
    [null, 'removed'],
    [{ code: 53118 }, 'room-ended'],
    [{ code: 53205 }, 'duplicate'],
  ])('%o is %s and no error', (cause, reason) => {
    expect(endOf(cause)).toEqual({ reason, error: undefined });
  });

  test.each([
    [20104, 'credentials-expired', 'credentials-rejected', false],
    [53000, 'connection-lost', 'connection-lost', true],
    [53001, 'connection-lost', 'connection-lost', true],
    [53002, 'connection-lost', 'connection-lost', true],
    [53204, 'connection-lost', 'connection-lost', true],
    [53405, 'connection-lost', 'connection-lost', true],
    [53407, 'connection-lost', 'connection-lost', true],
    [53006, 'provider-failure', 'provider-failure', true],
    [59999, 'provider-failure', 'provider-failure', false],
  ])('%i is %s with the error %s', (code, reason, errorCode, retryable) => {
    const cause = { code };
    const error = { code: errorCode, vendorCode: String(code), retryable, cause };
    expect(endOf(cause)).toMatchObject({ reason, error });
  });
});
