import { VideoError } from '@patchbay/contract';
import { describe, expect, test } from 'vitest';
import { type DeviceKind, type DeviceTrouble, deviceGuidance, deviceTroubleOf } from './device-trouble.ts';

const kinds: readonly DeviceKind[] = ['camera', 'microphone'];
const troubles: readonly DeviceTrouble[] = ['denied', 'busy', 'missing', 'unplugged', 'insecure', 'failed'];

describe('what is wrong with a device', () => {
  test.each([
    [new DOMException('', 'NotAllowedError'), 'denied'],
    [new DOMException('', 'NotReadableError'), 'busy'],
    [new DOMException('', 'AbortError'), 'busy'],
    [new DOMException('', 'NotFoundError'), 'missing'],
    [new DOMException('', 'OverconstrainedError'), 'missing'],
    [new DOMException('', 'SecurityError'), 'insecure'],
    [new VideoError('device-denied', ''), 'denied'],
    [new VideoError('device-busy', ''), 'busy'],
    [new VideoError('device-not-found', ''), 'missing'],
    [new VideoError('device-failed', ''), 'failed'],
    [new Error('anything'), 'failed'],
    [undefined, 'failed'],
  ])('%s → %s', (error, trouble) => {
    expect(deviceTroubleOf(error)).toBe(trouble);
  });

  test('every trouble has a title of its own that names the device, and says what to do', () => {
    for (const kind of kinds) {
      const titles = troubles.map((trouble) => deviceGuidance(kind, trouble).title);
      expect(new Set(titles).size).toBe(troubles.length);
      for (const title of titles) expect(title).toContain(kind);
      for (const trouble of troubles) expect(deviceGuidance(kind, trouble).advice).toMatch(/\.$/);
    }
  });
});
