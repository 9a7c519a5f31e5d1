import type { ProviderDescriptor } from '@patchbay/contract';
import { livekit } from '@patchbay/provider-livekit';
import { mesh } from '@patchbay/provider-mesh';
import { twilio } from '@patchbay/provider-twilio';

/** What this page can join with. Config, not code: which one a visit uses is written in the visit's ticket. */
export const providers: readonly ProviderDescriptor[] = [mesh, livekit, twilio];
