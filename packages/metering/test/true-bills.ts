import type { Span } from '../src/span-union.ts';
import type { TrueConsult } from './random-truth.ts';
import type { TrueConnection } from './true-page.ts';

/** What one party owes one vendor for. Written without the fold, from the truth alone. */
export interface TrueBill {
  readonly provider: string;
  /** Who is rounded together where a vendor rounds per participant: a person, or a connection of nobody. */
  readonly party: string;
  readonly participantClass: string;
  readonly person: string | undefined;
  readonly connections: readonly TrueConnection[];
}

/** Each party's true connections at each vendor. */
export function trueBills({ pages, guests }: TrueConsult): readonly TrueBill[] {
  const bills = new Map<string, TrueBill>();
  for (const one of [...pages.map((page) => ({ ...page, participantClass: 'person' })), ...guests]) {
    const { provider, person, participantClass, connections } = one;
    const party = person ?? `nobody ${connections[0]?.id ?? ''}`;
    const key = [provider, party, participantClass].join(' ');
    const known = bills.get(key)?.connections ?? [];
    bills.set(key, { provider, party, participantClass, person, connections: [...known, ...connections] });
  }
  return [...bills.values()];
}

export const secondsIn = (spans: readonly Span[]): number =>
  spans.reduce((sum, { start, end }) => sum + end - start, 0) / 1000;

/** Rounded up to whole units of so many seconds: each by itself, and all together. */
export const roundedEach = (seconds: readonly number[], unit: number): number =>
  seconds.reduce((sum, one) => sum + roundedUp(one, unit), 0);
export const roundedUp = (seconds: number, unit: number): number => Math.ceil(seconds / unit - 1e-9) * unit;
