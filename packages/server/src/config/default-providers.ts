import type { ProviderBackendDescriptor } from '@patchbay/contract';
import { agoraBackend } from '@patchbay/provider-agora/server';
import { dailyBackend } from '@patchbay/provider-daily/server';
import { janusBackend } from '@patchbay/provider-janus/server';
import { livekitBackend } from '@patchbay/provider-livekit/server';
import { mediasoupBackend } from '@patchbay/provider-mediasoup/server';
import { meshBackend } from '@patchbay/provider-mesh/server';
import { pexipBackend } from '@patchbay/provider-pexip/server';
import { twilioBackend } from '@patchbay/provider-twilio/server';
import { vonageBackend } from '@patchbay/provider-vonage/server';
import { wherebyBackend } from '@patchbay/provider-whereby/server';
import { zoomBackend } from '@patchbay/provider-zoom/server';

/** The backends that come along; further ones are listed under `installed`. */
export const defaultProviders: readonly ProviderBackendDescriptor[] = [
  agoraBackend,
  dailyBackend,
  janusBackend,
  mediasoupBackend,
  meshBackend,
  livekitBackend,
  pexipBackend,
  twilioBackend,
  vonageBackend,
  wherebyBackend,
  zoomBackend,
];
