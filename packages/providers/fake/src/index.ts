import type { Capabilities, ProviderDescriptor } from '@patchbay/contract';
import { fakeCapabilities } from './fake-capabilities.ts';
import type { FakeCloud } from './fake-cloud.ts';

export { createFakeCloud, type FakeCloud, type FakeCloudOptions } from './fake-cloud.ts';
export { manifest } from './manifest.ts';

export interface FakeProviderOptions {
  /** What differs from all that the fake can do. */
  readonly capabilities?: Partial<Capabilities>;
}

/** A provider in memory. Sessions of providers with the same cloud meet there. */
export function createFakeProvider(cloud: FakeCloud, options: FakeProviderOptions = {}): ProviderDescriptor {
  const rawTrackOut = cloud.createTrack !== undefined;
  const { mixes } = cloud;
  const capabilities = {
    ...fakeCapabilities,
    rawTrackOut,
    perParticipantMedia: !mixes,
    ...options.capabilities,
  };
  return {
    id: 'fake',
    capabilities,
    load: async () => (await import('./client/index.ts')).createFakeVideoProvider(cloud, capabilities),
  };
}
