import type { CarriedMedia, Evidence } from '@patchbay/contract';
import { at, beats, type Who } from './evidence-examples.ts';

/** What a page carries from one second on. */
export interface MediaPhase {
  readonly from: number;
  readonly received?: keyof CarriedMedia['received'] | 'unsized';
  readonly sendsVideo?: boolean;
  /** A second. */
  readonly bytesReceived?: number;
  readonly bytesSent?: number;
}

/** A page's heartbeats, each with what it carried since its join, as if it had looked at every instant. */
export function carriedBeats(
  from: number,
  to: number,
  phases: readonly MediaPhase[],
  who: Who & { readonly left?: boolean } = {},
): readonly Evidence[] {
  return beats(from, to, who).map((row) => {
    const { elapsed = 0, sequence = 0 } = row.beat ?? {};
    return sequence === 0 ? row : { ...row, carried: carriedBy(from, from + elapsed / 1000, phases) };
  });
}

/** Sums from one second to another. */
export function carriedBy(from: number, to: number, phases: readonly MediaPhase[]): CarriedMedia {
  const sums = { received: {} as Record<string, number>, unsizedVideo: 0, sentVideo: 0 };
  let [bytesReceived, bytesSent]: (number | undefined)[] = [undefined, undefined];
  for (const [index, phase] of phases.entries()) {
    const end = Math.min(to, phases[index + 1]?.from ?? Infinity);
    const seconds = Math.max(0, end - Math.max(from, phase.from));
    if (phase.received === 'unsized') sums.unsizedVideo += seconds * 1000;
    else if (phase.received !== undefined)
      sums.received[phase.received] = (sums.received[phase.received] ?? 0) + seconds * 1000;
    if (phase.sendsVideo) sums.sentVideo += seconds * 1000;
    if (phase.bytesReceived !== undefined)
      bytesReceived = (bytesReceived ?? 0) + seconds * phase.bytesReceived;
    if (phase.bytesSent !== undefined) bytesSent = (bytesSent ?? 0) + seconds * phase.bytesSent;
  }
  return {
    ...sums,
    ...(bytesReceived !== undefined && { bytesReceived }),
    ...(bytesSent !== undefined && { bytesSent }),
  };
}

/** The hour that a second after ten is in, as hours are counted. */
export const hourAt = (seconds: number): number => Math.floor(at(seconds) / 3_600_000);
