import { useSyncExternalStore } from 'react';
import type { DevicePreview, DevicesSnapshot } from '../devices/device-preview.ts';

/** The person's cameras and microphones, what is chosen, and what is wrong with them. */
export const useDevices = (devices: DevicePreview): DevicesSnapshot =>
  useSyncExternalStore(devices.subscribe, devices.getSnapshot, devices.getSnapshot);
