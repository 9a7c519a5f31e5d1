import { realSchedule } from '../timer.ts';

/** What signalling takes from the browser. */
export const browserPlatform = {
  openSocket: (url: string) => new WebSocket(url),
  /** Calls when the page goes for good, until the signal fires. */
  onPageGone: (listener: () => void, signal: AbortSignal): void =>
    addEventListener('pagehide', ({ persisted }) => persisted || listener(), { signal }),
  schedule: realSchedule,
  now: () => Date.now(),
  random: () => Math.random(),
};

export type SignallingPlatform = Readonly<typeof browserPlatform>;
