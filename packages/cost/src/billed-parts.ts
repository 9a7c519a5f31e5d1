import type { BillingRule, MediaClass, ParticipantClass } from '@patchbay/contract';
import type { ReceivedClass } from '@patchbay/metering';
import { type Exact, zero } from './exact.ts';

/** `any` where the rule tells no classes apart. */
export type BilledClass = MediaClass | 'any';

/** Seconds by class. */
export type BilledParts = ReadonlyMap<BilledClass, Exact>;

/** What a minute of video counts as where its pixels are not known: a consult of two at 720p. */
export const usualVideo: MediaClass = 'hd';

/** As what time is billed by what was received in it. */
export const billedAs = (received: ReceivedClass): MediaClass =>
  received === 'unknown' || received === 'unsized' ? usualVideo : received;

export function addParts(all: readonly BilledParts[]): BilledParts {
  const total = new Map<BilledClass, Exact>();
  for (const parts of all)
    for (const [each, seconds] of parts) total.set(each, (total.get(each) ?? zero).plus(seconds));
  return total;
}

/** How often a connection is billed, each time rounded by itself. */
export function timesBilled(participantClass: ParticipantClass, { sipLegs, machines }: BillingRule): number {
  switch (participantClass) {
    case 'person':
      return 1;
    case 'sip':
      return { once: 1, twice: 2, free: 0 }[sipLegs?.value ?? 'once'];
    case 'recorder':
    case 'agent':
      return machines?.value === 'free' ? 0 : 1;
  }
}
