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
  readonly sleep: (Span & { readonly stopsMonotonicClock: boolean }) | undefined;
  /** When the vendor truly had a connection, in order. */
  readonly connections: readonly TrueConnection[];
}

export interface TrueConnection extends Span {
  readonly id: string;
}

/** What is connected without a page of Patchbay's: it is billed, and nobody unless it is a person. */
export interface TrueGuest {
  readonly participantClass: ParticipantClass;
  readonly provider: string;
  /** Of a ghost: a vendor's join of a person, and nothing else of them is ever heard. */
  readonly person: string | undefined;
  readonly connection: TrueConnection;
  readonly isGhost: boolean;
}
