import type { ParticipantClass } from '@patchbay/contract';
import type { Span } from '../src/span-union.ts';

export const tenant = 'clinic';
export const consultId = 'consult-1';
export const heartbeatSeconds = 10;
export const leaseSeconds = 30;

/** One page of one person: a session from join to leave or crash, with the vendor connections under it. */
export interface TruePage {
  readonly id: string;
  readonly provider: string;
  readonly person: string;
  readonly start: number;
  readonly end: number;
  readonly crashed: boolean;
  /** When it was not there in between: the machine slept, or the page went away and came back. In order, disjoint. */
  readonly absences: readonly Absence[];
  /** The machine slept too shortly for anybody to be gone. */
  readonly nap: (Span & Pick<Absence, 'stopsMonotonicClock'>) | undefined;
  /** Of its monotonic clock, per millisecond. */
  readonly drift: number;
  /** When the vendor truly had a connection, in order. */
  readonly connections: readonly TrueConnection[];
}

export interface Absence extends Span {
  readonly kind: 'asleep' | 'away';
  readonly stopsMonotonicClock: boolean;
}

export interface TrueConnection extends Span {
  readonly id: string;
  /** For longer than is assumed of a vendor, which then must tell of it itself. */
  readonly isHeldForLong?: boolean;
}

/** When the page was there: what its heartbeats are about. */
export function awakeSpans({
  start,
  end,
  absences,
}: Pick<TruePage, 'start' | 'end' | 'absences'>): readonly Span[] {
  const edges = [start, ...absences.flatMap((absence) => [absence.start, absence.end]), end];
  return Array.from({ length: edges.length / 2 }, (_, index) => ({
    start: edges[2 * index] ?? start,
    end: edges[2 * index + 1] ?? end,
  }));
}

/** What is connected without a page of Patchbay's: it is billed, and nobody unless it is a person. */
export interface TrueGuest {
  readonly participantClass: ParticipantClass;
  readonly provider: string;
  /** Of a ghost: a vendor's join of a person, and nothing else of them is ever heard. */
  readonly person: string | undefined;
  readonly connections: readonly TrueConnection[];
  readonly isGhost: boolean;
}
