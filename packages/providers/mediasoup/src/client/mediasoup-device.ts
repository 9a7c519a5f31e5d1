import { fail } from '../mediasoup-errors.ts';
import type { MediasoupDevice, MediasoupSdk } from './mediasoup-sdk.ts';

/** A device that knows what a router with these capabilities and this browser can say to each other. */
export type DeviceFor = (routerRtpCapabilities: object) => Promise<MediasoupDevice>;

/**
 * mediasoup-client 3.24.1 makes two peer connections to find out what the browser can do, and browsers hold on to closed ones
 * for long (Chromium refuses the 501st). So what one join has found out the next one uses.
 */
const known = new WeakMap<MediasoupSdk, Map<string, Promise<MediasoupDevice>>>();

export function devicesOf(sdk: MediasoupSdk): DeviceFor {
  const devices = known.get(sdk) ?? new Map<string, Promise<MediasoupDevice>>();
  known.set(sdk, devices);
  return (routerRtpCapabilities) => {
    const key = JSON.stringify(routerRtpCapabilities);
    const loading = devices.get(key) ?? loadDevice(sdk, routerRtpCapabilities);
    devices.set(key, loading);
    loading.catch(() => devices.delete(key));
    return loading;
  };
}

async function loadDevice({ Device }: MediasoupSdk, routerRtpCapabilities: object): Promise<MediasoupDevice> {
  const device = await Device.factory().catch((cause: unknown) => {
    throw fail('unsupported', 'mediasoup does not know this browser. Use another one.', { cause });
  });
  await device.load({ routerRtpCapabilities });
  return device;
}
