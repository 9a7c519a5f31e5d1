import { isSeat, type Seat } from './seat.ts';

/** An opaque id: nothing that names a person fits its form by accident (no spaces, no at sign, no dots). */
const visitPattern = /^[A-Za-z0-9_-]{4,64}$/;

export const isVisitId = (value: unknown): value is string =>
  typeof value === 'string' && visitPattern.test(value);

export interface VisitLink {
  readonly visit: string;
  readonly seat: Seat;
  /** Shows the call's numbers to tests. */
  readonly debug: boolean;
}

/** Reads `?visit=<opaque>&seat=clinician|patient`; undefined when the link is incomplete. */
export function parseVisitLink(search: string): VisitLink | undefined {
  const parameters = new URLSearchParams(search);
  const visit = parameters.get('visit');
  const seat = parameters.get('seat');
  if (!isVisitId(visit) || !isSeat(seat)) return undefined;
  return { visit, seat, debug: parameters.get('debug') === '1' };
}
