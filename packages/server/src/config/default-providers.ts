import type { ProviderBackendDescriptor } from '@patchbay/contract';
import { livekitBackend } from '@patchbay/provider-livekit/server';
import { meshBackend } from '@patchbay/provider-mesh/server';
import { twilioBackend } from '@patchbay/provider-twilio/server';

/** The backends that come along; further ones are listed under `installed`. */
export const defaultProviders: readonly ProviderBackendDescriptor[] = [
  meshBackend,
  livekitBackend,
  twilioBackend,
];
