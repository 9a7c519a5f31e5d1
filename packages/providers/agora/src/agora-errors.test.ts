import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { VideoError } from '@patchbay/contract';
import { describe, expect, test } from 'vitest';
import { agoraError, agoraErrors, endOf, foreignErrors } from './agora-errors.ts';

const types = readFileSync(
  join(dirname(createRequire(import.meta.url).resolve('agora-rtc-sdk-ng')), 'rtc-sdk_en.d.ts'),
  'utf8',
);
/** The values of one of the SDK's own enumerations. */
const valuesOf = (name: string): readonly string[] => {
  const [, body = ''] = new RegExp(`declare enum ${name} \\{([^}]*)\\}`).exec(types) ?? [];
  return [...body.matchAll(/= "([A-Z_0-9]+)"/g)].map(([, value = '']) => value);
};
const codes = valuesOf('AgoraRTCErrorCode');

describe('the table', () => {
  test('knows every error of the SDK, by itself or by its family, and no other', () => {
    expect(codes.length).toBeGreaterThan(80);
    const own = codes.filter((code) => !foreignErrors.test(code));
    expect([...agoraErrors.keys()].toSorted()).toEqual(own.toSorted());
  });

  test.each(codes)('%s is told with its cause', (code) => {
    const cause = Object.assign(new Error(code), { code });
    expect(agoraError(cause)).toMatchObject({ provider: 'agora', vendorCode: code, cause });
  });

  test.each([
    ['NETWORK_ERROR', 'unreachable', true],
    ['WS_DISCONNECT', 'connection-lost', true],
    ['ICE_FAILED', 'unreachable', true],
    ['TOKEN_EXPIRE', 'credentials-rejected', false],
    ['UID_CONFLICT', 'not-allowed', false],
    ['OPERATION_ABORTED', 'aborted', false],
    ['PERMISSION_DENIED', 'device-denied', false],
    ['NOT_READABLE', 'device-busy', false],
    ['DEVICE_NOT_FOUND', 'device-not-found', false],
    ['NOT_SUPPORTED', 'unsupported', false],
    ['SUBSCRIBE_FAILED', 'provider-failure', true],
    ['LIVE_STREAMING_CDN_ERROR', 'provider-failure', false],
  ])('%s is %s', (code, ours, retryable) => {
    expect(agoraError({ code })).toMatchObject({ code: ours, retryable });
  });
});

describe('what the access point or the gateway refuses', () => {
  test.each([
    ['CAN_NOT_GET_GATEWAY_SERVER', 'invalid token, authorized failed', 'credentials-rejected'],
    ['CAN_NOT_GET_GATEWAY_SERVER', 'dynamic key expired', 'credentials-rejected'],
    ['CAN_NOT_GET_GATEWAY_SERVER', 'invalid vendor key, can not find appid', 'credentials-rejected'],
    ['CAN_NOT_GET_GATEWAY_SERVER', 'amount of users over load', 'room-full'],
    ['CAN_NOT_GET_GATEWAY_SERVER', 'invalid channel name', 'invalid-argument'],
    ['CAN_NOT_GET_GATEWAY_SERVER', 'the request is forbidden in this area', 'not-allowed'],
    ['CAN_NOT_GET_GATEWAY_SERVER', 'unilbs internal error', 'unreachable'],
    ['UNEXPECTED_RESPONSE', 'ERR_NO_AUTHORIZED: refused', 'credentials-rejected'],
    ['UNEXPECTED_RESPONSE', 'ERR_TOO_MANY_BROADCASTERS: refused', 'room-full'],
    ['UNEXPECTED_RESPONSE', 'K_UID_BANNED: refused', 'not-allowed'],
    ['UNEXPECTED_RESPONSE', 'ERR_PUBLISH_REQUEST_INVALID: refused', 'provider-failure'],
    ['NETWORK_ERROR', 'authorized', 'unreachable'],
  ])('%s with "%s" is %s', (code, message, ours) => {
    expect(agoraError({ code, message })).toMatchObject({ code: ours, vendorCode: code });
  });
});

describe('what has no code of the table', () => {
  test.each([
    ['an error of the browser', new TypeError('WebRTC is off'), undefined],
    ['an error of the future', { code: 'SOMETHING_NEW' }, 'SOMETHING_NEW'],
    ['a number', { code: 7 }, undefined],
    ['text', 'Canceled', undefined],
    ['nothing', undefined, undefined],
  ])('%s is a failure with its cause', (_name, cause, vendorCode) => {
    const error = agoraError(cause);
    expect(error).toMatchObject({ code: 'provider-failure', retryable: false, vendorCode });
    expect(error.cause).toBe(cause);
  });

  test('an error that is ours already stays as it is', () => {
    const error = new VideoError('aborted', 'The join was abandoned.');
    expect(agoraError(error)).toBe(error);
  });
});

describe('the end of a connection', () => {
  test.each(valuesOf('ConnectionDisconnectedReason'))('%s has a reason', (reason) => {
    expect(endOf(reason).reason).toMatch(/^[a-z-]+$/);
  });

  test.each([
    ['UID_BANNED', 'removed'],
    ['IP_BANNED', 'removed'],
    ['CHANNEL_BANNED', 'room-ended'],
    ['UID_CONFLICT', 'duplicate'],
  ])('%s is %s and no error', (reason, ours) => {
    expect(endOf(reason)).toEqual({ reason: ours, error: undefined });
  });

  test.each([
    ['TOKEN_EXPIRE', 'credentials-expired', 'credentials-rejected', false],
    ['NETWORK_ERROR', 'connection-lost', 'connection-lost', true],
    ['SERVER_ERROR', 'provider-failure', 'provider-failure', true],
    ['LICENSE_EXPIRED', 'provider-failure', 'provider-failure', true],
    [undefined, 'provider-failure', 'provider-failure', true],
  ])('%s is %s with the error %s', (reason, ours, code, retryable) => {
    expect(endOf(reason)).toMatchObject({ reason: ours, error: { code, retryable, provider: 'agora' } });
  });
});
