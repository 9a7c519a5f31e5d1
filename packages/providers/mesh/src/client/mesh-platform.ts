import type { ProviderEvent } from '@patchbay/contract';
import { schedule } from '../mesh-schedule.ts';

/** All in milliseconds. */
const timing = {
  /** Pauses between attempts double up to the cap, and are halved at most by chance; `rejoin` is for the others. */
  signalling: { retry: 500, cap: 5_000, attempt: 5_000, silence: 20_000, giveUp: 30_000, rejoin: 10_000 },
  /** `patience` is for breaks that mend by themselves; `giveUp` outlasts the server's grace for one who vanished. */
  media: { connect: 15_000, patience: 1_000, restart: 4_000, giveUp: 60_000, quality: 3_000 },
};

/** What the client half takes from the browser. */
export const browserPlatform = {
  openSocket: (url: string) => new WebSocket(url),
  createPeer: (configuration: RTCConfiguration) => new RTCPeerConnection(configuration),
  createStream: (tracks: MediaStreamTrack[]) => new MediaStream(tracks),
  /** Calls when the page goes for good, until the signal fires. */
  onPageGone: (listener: () => void, signal: AbortSignal): void =>
    addEventListener('pagehide', ({ persisted }) => persisted || listener(), { signal }),
  schedule,
  now: () => Date.now(),
  random: () => Math.random(),
  randomId: (): string => crypto.randomUUID(),
  timing,
};

export type MeshPlatform = Readonly<typeof browserPlatform>;
export type MeshContext = MeshPlatform & { readonly report: (event: ProviderEvent) => void };
