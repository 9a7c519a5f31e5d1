import type { DeviceKind } from './device-trouble.ts';

export interface DeviceOption {
  readonly id: string;
  readonly label: string;
}

const browserKinds = { camera: 'videoinput', microphone: 'audioinput' } as const;

/**
 * The devices to choose from. Browsers give neither ids nor labels before a device was allowed: such entries are left out,
 * for nothing can be chosen by them.
 */
export function optionsOf(
  devices: readonly Pick<MediaDeviceInfo, 'deviceId' | 'kind' | 'label'>[],
  kind: DeviceKind,
): readonly DeviceOption[] {
  return devices
    .filter((device) => device.kind === browserKinds[kind] && device.deviceId !== '')
    .map(({ deviceId, label }, index) => ({
      id: deviceId,
      label: label === '' ? unnamed(kind, index) : label,
    }));
}

/** Whether there is one at all, which browsers tell before anything was allowed. */
export const hasDevice = (devices: readonly Pick<MediaDeviceInfo, 'kind'>[], kind: DeviceKind): boolean =>
  devices.some((device) => device.kind === browserKinds[kind]);

const unnamed = (kind: DeviceKind, index: number): string =>
  `${kind === 'camera' ? 'Camera' : 'Microphone'} ${index + 1}`;
