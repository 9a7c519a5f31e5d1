import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { VideoError } from '@patchbay/contract';
import { describe, expect, test } from 'vitest';
import { endOf, zoomError, zoomErrors } from './zoom-errors.ts';

const sdk = dirname(createRequire(import.meta.url).resolve('@zoom/videosdk'));
const types = readFileSync(join(sdk, 'types', 'exception-code.d.ts'), 'utf8');
const codes = [...types.matchAll(/^ +([A-Z_]+) = (\d+)/gm)].map(
  ([, name, code]) => [name, Number(code)] as const,
);

describe('the SDK’s own list', () => {
  test('is the one that was read', () => expect(codes).toHaveLength(189));

  test.each(codes)('%s (%i) has a row', (_name, code) => {
    expect(zoomErrors.get(code)).toBeDefined();
  });

  test('has no row more below those of features that the adapter does not drive', () => {
    const below = [...zoomErrors.keys()].filter((code) => code < 7200);
    expect(below.filter((code) => codes.every(([, known]) => known !== code))).toEqual([]);
  });

  test('has one row for all of those, up to its last code', () => {
    const undriven = codes.map(([, code]) => code).filter((code) => code >= 7200);
    expect(undriven).toHaveLength(61);
    expect(new Set(undriven.map((code) => zoomErrors.get(code))).size).toBe(1);
    expect(Math.max(...zoomErrors.keys())).toBe(Math.max(...undriven));
  });
});

describe('a rejection', () => {
  test.each([
    [{ type: 'JOIN_MEETING_FAILED', reason: 'connection error', errorCode: 200 }, 'unreachable', true],
    [
      { type: 'JOIN_MEETING_FAILED', reason: 'Verify JWT failed', errorCode: 200 },
      'credentials-rejected',
      false,
    ],
    [{ reason: 'meeting is at capacity', errorCode: 4005 }, 'room-full', false],
    [{ reason: 'meeting ended', errorCode: 4004 }, 'room-not-found', false],
    [{ type: 'AUDIO_CAPTURE_FAILED', errorCode: 6010, subCode: 1 }, 'device-denied', true],
    [{ type: 'AUDIO_CAPTURE_FAILED', errorCode: 6010, subCode: 3 }, 'device-busy', true],
    [{ type: 'AUDIO_CAPTURE_FAILED', errorCode: 6010, subCode: 4 }, 'device-not-found', false],
    [{ type: 'AUDIO_CAPTURE_FAILED', errorCode: 6010 }, 'device-failed', false],
    [{ type: 'VIDEO_USER_FORBIDDEN_CAPTURE', errorCode: 6100 }, 'device-denied', true],
    [{ type: 'VIDEO_CAMERA_IS_TAKEN', errorCode: 6103 }, 'device-busy', true],
    [{ type: 'IMPROPER_MEETING_STATE', reason: 'reconnecting', errorCode: 5003 }, 'invalid-state', false],
    [{ type: 'INVALID_PARAMETERS', errorCode: 7103 }, 'message-too-large', false],
    [{ type: 'RECORDING_ACCOUNT_DISABLE', errorCode: 7200 }, 'provider-failure', false],
    [{ type: 'NEW', errorCode: 9999 }, 'provider-failure', false],
  ] as const)('%j is %s', (cause, code, retryable) => {
    const error = zoomError(cause);
    expect(error).toMatchObject({
      code,
      retryable,
      cause,
      provider: 'zoom',
      vendorCode: String(cause.errorCode),
    });
  });

  test.each([undefined, null, 'text', new Error('x'), { errorCode: 'x' }])('%s is a failure', (cause) => {
    expect(zoomError(cause)).toMatchObject({ code: 'provider-failure', cause, vendorCode: undefined });
  });

  test('of ours stays as it is', () => {
    const error = new VideoError('aborted', 'x');
    expect(zoomError(error)).toBe(error);
  });
});

describe('the end', () => {
  test.each([
    ['kicked by host', 'removed'],
    ['expeled by host', 'removed'],
    ['ended by host', 'room-ended'],
    ['free meeting ended', 'room-ended'],
    ['duplicated session', 'duplicate'],
  ])('by "%s" is %s', (reason, ours) => {
    expect(endOf({ state: 'Closed', reason })).toEqual({ reason: ours, error: undefined });
  });

  test.each(['Closed', 'Fail'])('as %s for no known reason is a lost connection', (state) => {
    const error: unknown = expect.objectContaining({ code: 'connection-lost', retryable: true });
    expect(endOf({ state, reason: 'odd' })).toEqual({ reason: 'connection-lost', error });
  });
});
