import type { CarriedMedia } from '@patchbay/contract';
import { type CarriedName, carriedNames, receivedNames } from './carried-sums.ts';
import type { HeartbeatProof } from './heartbeat-proofs.ts';
import { lengthOf, type Span } from './span-union.ts';

/** A number for each of `carriedNames`, in their order; an object for each of thousands of heartbeats would take ten times as long. */
export type CarriedNumbers = readonly number[];

/** What was carried from one instant to another, evenly; not in whole numbers. */
export interface CarriedStretch extends Span {
  readonly sums: CarriedNumbers;
}

/** A page's sums since its join, as told at one instant. */
interface Told {
  readonly at: number;
  readonly sums: CarriedNumbers;
}

/** What is told together. */
interface Meter {
  readonly isRead: (carried: CarriedMedia) => boolean;
  /** Puts into `sums` what of the difference counts over a time in which somebody looked for so long, and the page was there for so long. */
  readonly count: (sums: number[], difference: CarriedNumbers, looked: number, present: number) => void;
}

const received = receivedNames.length;
const placeOf = (name: CarriedName): number => carriedNames.indexOf(name);
const sentVideo = placeOf('sent_video_milliseconds');
const [bytesIn, countedIn] = [placeOf('bytes_received'), placeOf('received_counted_milliseconds')];
const [bytesOut, countedOut] = [placeOf('bytes_sent'), placeOf('sent_counted_milliseconds')];
export const noNumbers: CarriedNumbers = carriedNames.map(() => 0);

const meters: readonly Meter[] = [
  {
    isRead: () => true,
    // A page that slept, or whose clock runs fast, may tell of more time than it was there for.
    count(sums, difference, looked, present) {
      const share = looked > present ? present / looked : 1;
      for (let index = 0; index < received; index += 1) sums[index] = (difference[index] ?? 0) * share;
      sums[sentVideo] = Math.min(difference[sentVideo] ?? 0, present);
    },
  },
  {
    isRead: ({ bytesReceived }) => bytesReceived !== undefined,
    count(sums, difference, looked, present) {
      sums[bytesIn] = difference[bytesIn] ?? 0;
      sums[countedIn] = Math.min(looked, present);
    },
  },
  {
    isRead: ({ bytesSent }) => bytesSent !== undefined,
    count(sums, difference, looked, present) {
      sums[bytesOut] = difference[bytesOut] ?? 0;
      sums[countedOut] = Math.min(looked, present);
    },
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
  // What stands in for a join that was lost has a later row's sums: at the join itself they count for nothing yet.
  const told = proofs.flatMap(({ at, row: { carried } }) =>
    carried === undefined ? [] : [{ at, carried, sums: numbersOf(carried) }],
  );
  if (first === undefined || told.length === 0) return [];
  const origin = { at: first.at, sums: noNumbers };
  const isAlwaysRead = ({ isRead }: Meter): boolean => told.every(({ carried }) => isRead(carried));
  const sometimes = meters.filter((meter) => !isAlwaysRead(meter));
  return [
    ...spread([origin, ...told], present, meters.filter(isAlwaysRead)),
    ...sometimes.flatMap((meter) =>
      spread([origin, ...told.filter(({ carried }) => meter.isRead(carried))], present, [meter]),
    ),
  ];
}

function spread(
  readings: readonly Told[],
  present: readonly Span[],
  together: readonly Meter[],
): readonly CarriedStretch[] {
  const stretches: CarriedStretch[] = [];
  let [before] = readings;
  const highest = [...noNumbers];
  for (const { at, sums } of readings) {
    // Sums by promise; a page that breaks it must not take back what was counted.
    for (let index = 0; index < highest.length; index += 1)
      highest[index] = Math.max(highest[index] ?? 0, sums[index] ?? 0);
    if (before === undefined || at <= before.at) continue;
    const { at: from, sums: base } = before;
    const looked = lookedIn(highest) - lookedIn(base);
    const parts = looked === 0 ? [] : within(present, from, at);
    const length = lengthOf(parts);
    if (length === 0) continue;
    const carried = [...noNumbers];
    const difference = [...highest];
    for (let index = 0; index < difference.length; index += 1)
      difference[index] = (highest[index] ?? 0) - (base[index] ?? 0);
    for (const { count } of together) count(carried, difference, looked, length);
    for (const { start, end } of parts) {
      const share = (end - start) / length;
      stretches.push({ start, end, sums: share === 1 ? carried : carried.map((each) => each * share) });
    }
    before = { at, sums: [...highest] };
  }
  return stretches;
}

const within = (present: readonly Span[], from: number, to: number): readonly Span[] =>
  present
    .filter(({ start, end }) => start < to && end > from)
    .map(({ start, end }) => ({ start: Math.max(start, from), end: Math.min(end, to) }));

function lookedIn(numbers: CarriedNumbers): number {
  let sum = 0;
  for (let index = 0; index < received; index += 1) sum += numbers[index] ?? 0;
  return sum;
}

/** In the order of `carriedNames`. */
function numbersOf(carried: CarriedMedia): CarriedNumbers {
  const {
    audio = 0,
    hd = 0,
    'full-hd': fullHd = 0,
    '2k': twoK = 0,
    '2k-plus': aboveTwoK = 0,
  } = carried.received;
  const { unsizedVideo, sentVideo: sent, bytesReceived = 0, bytesSent = 0 } = carried;
  return [audio, hd, fullHd, twoK, aboveTwoK, unsizedVideo, sent, bytesReceived, 0, bytesSent, 0];
}
