import { describe, expect, test } from 'vitest';
import { isVideoError, VideoError } from './video-error.ts';

describe('VideoError', () => {
  test('carries code, provider, vendor code and cause', () => {
    const cause = new Error('53105');
    const error = new VideoError('room-full', 'The room is full.', {
      provider: 'twilio',
      vendorCode: '53105',
      cause,
    });
    expect(error).toMatchObject({
      code: 'room-full',
      provider: 'twilio',
      vendorCode: '53105',
      retryable: false,
    });
    expect(error.cause).toBe(cause);
    expect(error).toBeInstanceOf(Error);
  });

  test('is recognised by its brand, so that a second copy of the package does not matter', () => {
    const foreign = Object.assign(new Error('elsewhere'), { [Symbol.for('patchbay.video-error')]: true });
    expect(isVideoError(foreign)).toBe(true);
    expect(isVideoError(new VideoError('timeout', 'Try again.'))).toBe(true);
  });

  test.each([[new Error('plain')], [null], [undefined], ['timeout'], [{ code: 'timeout' }]])(
    'does not recognise %s',
    (value) => {
      expect(isVideoError(value)).toBe(false);
    },
  );
});
