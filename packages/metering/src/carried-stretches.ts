import type { CarriedMedia, MediaClass } from '@patchbay/contract';
import { type CarriedName, type CarriedParts, lookedAt, receivedAs, scaled } from './carried-sums.ts';
import type { HeartbeatProof } from './heartbeat-proofs.ts';
import { lengthOf, type Span } from './span-union.ts';

/** What was carried from one instant to another, evenly; not in whole numbers. */
export interface CarriedStretch extends Span {
  readonly sums: CarriedParts;
}

/** A page's sums since its join, as told at one instant. */
interface Told {
  readonly at: number;
  readonly sums: CarriedParts;
}

/** What is told together, and what it comes to over a time in which the page was there for so long. */
interface Meter {
  /** Of what was received too: it tells for how long somebody looked. */
  readonly read: (carried: CarriedMedia) => CarriedParts | undefined;
  readonly over: (difference: CarriedParts, present: number) => CarriedParts;
}

const meters: readonly Meter[] = [
  { read: mediaOf, over: withinTime },
  {
    read: ({ bytesReceived, ...media }) =>
      bytesReceived === undefined ? undefined : { ...mediaOf(media), bytes_received: bytesReceived },
    over: ({ bytes_received = 0, ...media }, present) => ({
      bytes_received,
      received_counted_milliseconds: Math.min(lookedAt(media), present),
    }),
  },
  {
    read: ({ bytesSent, ...media }) =>
      bytesSent === undefined ? undefined : { ...mediaOf(media), bytes_sent: bytesSent },
    over: ({ bytes_sent = 0, ...media }, present) => ({
      bytes_sent,
      sent_counted_milliseconds: Math.min(lookedAt(media), present),
    }),
  },
];

/**
 * What one page carried, of its heartbeats in order. From one that tells of a look to the next that does, the difference of the sums
 * is spread evenly over the time in between in which the page was there (`present`, in order, disjoint): a heartbeat that is lost
 * loses nothing. Bytes are counted when somebody looks, and for the time that is looked at.
 */
export function carriedStretches(
  proofs: readonly HeartbeatProof[],
  present: readonly Span[],
): readonly CarriedStretch[] {
  const [first] = proofs;
  // What stands in for a join that was lost is of a later row, whose sums are not those of the join.
  const told = proofs.filter(
    ({ row, sequence }) => row.carried !== undefined && row.beat?.sequence === sequence,
  );
  if (first === undefined || told.length === 0) return [];
  return meters.flatMap((meter) => {
    const readings = told.flatMap(({ at, row }): readonly Told[] => {
      const sums = row.carried && meter.read(row.carried);
      return sums === undefined ? [] : [{ at, sums }];
    });
    return spread([{ at: first.at, sums: {} }, ...readings], present, meter);
  });
}

function spread(
  readings: readonly Told[],
  present: readonly Span[],
  { over }: Meter,
): readonly CarriedStretch[] {
  const stretches: CarriedStretch[] = [];
  let [before] = readings;
  let highest: CarriedParts = {};
  for (const { at, sums } of readings) {
    // Sums by promise; a page that breaks it must not take back what was counted.
    highest = combine(highest, sums, Math.max);
    if (before === undefined || at <= before.at) continue;
    const { at: from, sums: base } = before;
    const parts = present
      .map(({ start, end }) => ({ start: Math.max(start, from), end: Math.min(end, at) }))
      .filter(({ start, end }) => end > start);
    const length = lengthOf(parts);
    const difference = combine(highest, base, (all, known) => all - known);
    if (length === 0 || lookedAt(difference) === 0) continue;
    const carried = over(difference, length);
    for (const { start, end } of parts) {
      stretches.push({ start, end, sums: scaled(carried, (end - start) / length) });
    }
    before = { at, sums: highest };
  }
  return stretches;
}

function mediaOf({ received, unsizedVideo, sentVideo }: CarriedMedia): CarriedParts {
  const sums: Partial<Record<CarriedName, number>> = {
    unsized_milliseconds: unsizedVideo,
    sent_video_milliseconds: sentVideo,
  };
  for (const [each, milliseconds] of Object.entries(received)) {
    sums[receivedAs[each as MediaClass]] = milliseconds;
  }
  return sums;
}

/** A page that slept, or whose clock runs fast, may tell of more time than it was there for. */
function withinTime(difference: CarriedParts, present: number): CarriedParts {
  const { sent_video_milliseconds: sent = 0, ...received } = difference;
  const looked = lookedAt(received);
  return {
    ...scaled(received, looked > present ? present / looked : 1),
    sent_video_milliseconds: Math.min(sent, present),
  };
}

function combine(a: CarriedParts, b: CarriedParts, by: (a: number, b: number) => number): CarriedParts {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]) as Set<CarriedName>;
  return Object.fromEntries([...names].map((name) => [name, by(a[name] ?? 0, b[name] ?? 0)]));
}
