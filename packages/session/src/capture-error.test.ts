import { describe, expect, test } from 'vitest';
import { captureError } from './capture-error.ts';

describe('captureError', () => {
  test.each([
    ['NotAllowedError', 'device-denied', true],
    ['SecurityError', 'device-denied', true],
    ['NotReadableError', 'device-busy', true],
    ['AbortError', 'device-busy', true],
    ['NotFoundError', 'device-not-found', false],
    ['OverconstrainedError', 'device-failed', false],
    ['InvalidStateError', 'device-failed', false],
    ['SomethingNewError', 'device-failed', false],
  ])('%s is %s (retryable: %s)', (name, code, retryable) => {
    const cause = new DOMException('told by the browser', name);
    expect(captureError(cause)).toMatchObject({ code, retryable, vendorCode: name, cause });
  });

  test.each([[undefined], ['denied'], [{ name: 'NotAllowedError' }]])(
    'what is no error at all (%j) is device-failed without a vendor code',
    (cause) => {
      expect(captureError(cause)).toMatchObject({ code: 'device-failed', vendorCode: undefined, cause });
    },
  );

  test('never repeats the browser’s words, which may name the device', () => {
    expect(captureError(new DOMException('Camera of Jane', 'NotReadableError')).message).not.toContain(
      'Jane',
    );
  });
});
