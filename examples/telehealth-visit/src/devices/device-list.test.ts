import { describe, expect, test } from 'vitest';
import { hasDevice, optionsOf } from './device-list.ts';

const device = (kind: MediaDeviceKind, deviceId: string, label: string) => ({ kind, deviceId, label });

describe('device options', () => {
  const devices = [
    device('videoinput', 'c1', 'Front'),
    device('videoinput', 'c2', ''),
    device('audioinput', 'm1', 'Headset'),
    device('audiooutput', 's1', 'Speaker'),
  ];

  test('are those of the kind, with a label each', () => {
    expect(optionsOf(devices, 'camera')).toEqual([
      { id: 'c1', label: 'Front' },
      { id: 'c2', label: 'Camera 2' },
    ]);
    expect(optionsOf(devices, 'microphone')).toEqual([{ id: 'm1', label: 'Headset' }]);
  });

  test('before anything was allowed there is nothing to choose, but it is known that there is a device', () => {
    const unknown = [device('videoinput', '', '')];
    expect(optionsOf(unknown, 'camera')).toEqual([]);
    expect(hasDevice(unknown, 'camera')).toBe(true);
    expect(hasDevice(unknown, 'microphone')).toBe(false);
  });
});
