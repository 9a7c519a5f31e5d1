import { ConnectionError, ConnectionErrorReason, DisconnectReason } from 'livekit-client';
import { describe, expect, test } from 'vitest';
import { closedBy, connectError, connectFailures, leaveReasons, verbError } from './livekit-errors.ts';

/** A numeric TypeScript enum is an object with both directions; these are its numbers. */
const numbersOf = (values: object): readonly number[] =>
  Object.values(values).filter((value): value is number => typeof value === 'number');

describe('the tables', () => {
  test('know every DisconnectReason of the SDK and no other', () => {
    expect(Object.keys(leaveReasons).map(Number)).toEqual(numbersOf(DisconnectReason));
  });

  test('know every ConnectionErrorReason of the SDK and no other', () => {
    const plain = Object.keys(connectFailures).filter((key) => !key.includes('-'));
    expect(plain.map(Number)).toEqual(numbersOf(ConnectionErrorReason));
  });
});

describe('the end of a connection', () => {
  test.each([
    [DisconnectReason.DUPLICATE_IDENTITY, 'duplicate'],
    [DisconnectReason.PARTICIPANT_REMOVED, 'removed'],
    [DisconnectReason.ROOM_DELETED, 'room-ended'],
    [DisconnectReason.ROOM_CLOSED, 'room-ended'],
  ] as const)('%i is %s and no error', (code, reason) => {
    expect(closedBy(code)).toEqual({ reason, error: undefined });
  });

  test.each([
    [DisconnectReason.UNKNOWN_REASON, 'connection-lost', 'connection-lost'],
    [DisconnectReason.CLIENT_INITIATED, 'connection-lost', 'connection-lost'],
    [DisconnectReason.SERVER_SHUTDOWN, 'provider-failure', 'provider-failure'],
    [DisconnectReason.STATE_MISMATCH, 'provider-failure', 'provider-failure'],
    [DisconnectReason.USER_REJECTED, 'credentials-expired', 'credentials-rejected'],
    [DisconnectReason.CONNECTION_TIMEOUT, 'connection-lost', 'connection-lost'],
  ] as const)('%i is %s with the error %s', (code, reason, errorCode) => {
    expect(closedBy(code)).toMatchObject({
      reason,
      error: { code: errorCode, provider: 'livekit', vendorCode: `disconnect-${code}` },
    });
  });

  test('without a reason is a lost connection, with one of the future a failure', () => {
    expect(closedBy().reason).toBe('connection-lost');
    expect(closedBy(99).reason).toBe('provider-failure');
  });
});

describe('a join that failed', () => {
  test.each([
    [ConnectionError.notAllowed('invalid token', 401), 'credentials-rejected', 'connection-0-401', false],
    [ConnectionError.notAllowed('forbidden', 403), 'credentials-rejected', 'connection-0-403', false],
    [
      ConnectionError.notAllowed('requested room does not exist', 404),
      'room-not-found',
      'connection-0-404',
      false,
    ],
    [ConnectionError.serverUnreachable('fetch failed'), 'unreachable', 'connection-1', true],
    [ConnectionError.internal('no peer connection'), 'unreachable', 'connection-2', true],
    [ConnectionError.cancelled('aborted'), 'aborted', 'connection-3', false],
    [
      ConnectionError.leaveRequest('leave', DisconnectReason.JOIN_FAILURE),
      'provider-failure',
      'connection-4',
      true,
    ],
    [ConnectionError.timeout('signal'), 'unreachable', 'connection-5', true],
    [ConnectionError.websocket('closed'), 'unreachable', 'connection-6', true],
    [ConnectionError.serviceNotFound('no v1', 'v0-rtc'), 'unreachable', 'connection-7', true],
  ])('%s', (cause, code, vendorCode, retryable) => {
    expect(connectError(cause)).toMatchObject({ code, vendorCode, retryable });
  });

  test('for an unknown reason keeps what was thrown', () => {
    const cause = new Error('WebRTC is off');
    expect(connectError(cause)).toMatchObject({ code: 'provider-failure', cause });
    expect(connectError('text')).toMatchObject({ code: 'provider-failure', cause: 'text' });
  });

  test("keeps the SDK's error, but for a refusal, which repeats the token", () => {
    const timeout = ConnectionError.timeout('signal');
    expect(connectError(timeout).cause).toBe(timeout);
    const refusal = ConnectionError.notAllowed('invalid token: the-token, error: expired', 401);
    expect(connectError(refusal).cause).toBeUndefined();
  });
});

describe('a verb that failed', () => {
  test('keeps an error that is ours already', () => {
    const error = connectError(ConnectionError.timeout('signal'));
    expect(verbError(error)).toBe(error);
  });

  test("names the SDK's error and keeps it as the cause", () => {
    const cause = Object.assign(new Error('negotiation'), { name: 'NegotiationError' });
    expect(verbError(cause)).toMatchObject({
      code: 'provider-failure',
      vendorCode: 'NegotiationError',
      cause,
    });
  });

  test('may be one that is none', () => {
    expect(verbError(undefined)).toMatchObject({ code: 'provider-failure', vendorCode: undefined });
  });
});
