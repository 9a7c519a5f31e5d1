import type { ProviderDescriptor } from '@patchbay/contract';
import { agora } from '@patchbay/provider-agora';
import { daily } from '@patchbay/provider-daily';
import { janus } from '@patchbay/provider-janus';
import { livekit } from '@patchbay/provider-livekit';
import { mediasoup } from '@patchbay/provider-mediasoup';
import { mesh } from '@patchbay/provider-mesh';
import { pexip } from '@patchbay/provider-pexip';
import { twilio } from '@patchbay/provider-twilio';
import { zoom } from '@patchbay/provider-zoom';
import { vonage } from '@patchbay/provider-vonage';
import { whereby } from '@patchbay/provider-whereby';

/** What this page can join with. Config, not code: which one a visit uses is written in the visit's ticket. */
export const providers: readonly ProviderDescriptor[] = [
  mesh,
  mediasoup,
  janus,
  livekit,
  twilio,
  vonage,
  whereby,
  zoom,
  agora,
  daily,
  pexip,
];
