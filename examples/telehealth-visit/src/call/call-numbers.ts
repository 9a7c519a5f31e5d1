import type { SessionStats } from '@patchbay/contract';

/** The call in numbers, for tests and support. Nothing in it tells who is in the call. */
export interface CallNumbers {
  /** Of all remote pictures together, since each began. */
  readonly framesDecoded: number;
  /** Of the widest remote picture, in pixels; 0 before the first frame. */
  readonly frameWidth: number;
  readonly frameHeight: number;
  readonly bytesReceived: number;
  /** Since this page joined. */
  readonly secondsObserved: number;
  readonly roundTripSeconds: number | undefined;
}

export function callNumbers(
  { inbound, roundTripSeconds }: SessionStats,
  secondsObserved: number,
): CallNumbers {
  const pictures = inbound.filter(({ kind }) => kind === 'video');
  return {
    framesDecoded: pictures.reduce((sum, { framesDecoded }) => sum + (framesDecoded ?? 0), 0),
    frameWidth: Math.max(0, ...pictures.map(({ frameWidth }) => frameWidth ?? 0)),
    frameHeight: Math.max(0, ...pictures.map(({ frameHeight }) => frameHeight ?? 0)),
    bytesReceived: inbound.reduce((sum, { bytesReceived }) => sum + (bytesReceived ?? 0), 0),
    secondsObserved: Math.round(secondsObserved * 10) / 10,
    roundTripSeconds,
  };
}
