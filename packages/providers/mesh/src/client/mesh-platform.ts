import type { ProviderEvent } from '@patchbay/contract';
import { browserPlatform as signallingPlatform } from '@patchbay/signalling/client';

/**
 * All in milliseconds. `patience` is for breaks that mend by themselves; `giveUp` outlasts the time after which one who
 * vanished without a word is seen as gone.
 */
const timing = { connect: 15_000, patience: 1_000, restart: 4_000, giveUp: 60_000, quality: 3_000 };

/** What the client half takes from the browser. */
export const browserPlatform = {
  ...signallingPlatform,
  createPeer: (configuration: RTCConfiguration) => new RTCPeerConnection(configuration),
  createStream: (tracks: MediaStreamTrack[]) => new MediaStream(tracks),
  randomId: (): string => crypto.randomUUID(),
  timing,
};

export type MeshPlatform = Readonly<typeof browserPlatform>;
export type MeshContext = MeshPlatform & { readonly report: (event: ProviderEvent) => void };
