import type { BillableConnection } from '../src/presence-interval.ts';
import type { VendorLine } from '../src/vendor-report.ts';

/** The day that a vendor was asked about. */
export const day = { from: Date.UTC(2026, 9, 5), to: Date.UTC(2026, 9, 6) };
/** So many seconds after ten in the morning of that day. */
export const at = (second: number): number => day.from + 36_000_000 + second * 1000;

/** One of ours, by the vendor's exact word unless told otherwise. */
export function ours(seconds: number, change: Partial<BillableConnection> = {}): BillableConnection {
  const start = change.start ?? at(0);
  const end = start + Math.round(seconds * 1000);
  const exactly = (instant: number) => ({ earliest: instant, latest: instant });
  return {
    tenant: 'north',
    consultId: 'c1',
    provider: 'twilio',
    person: 'a',
    connection: 'PA1',
    participantClass: 'person',
    witness: 'vendor',
    start,
    end,
    startBasis: 'observed',
    endBasis: 'observed',
    startRange: exactly(start),
    endRange: exactly(end),
    errorBoundSeconds: 0,
    sources: ['webhook'],
    seconds,
    ...change,
  };
}

/** What the vendor says of the same connection. */
export const line = (seconds: number | undefined, change: Partial<VendorLine> = {}): VendorLine => ({
  tenant: 'north',
  consultId: 'c1',
  room: 'known',
  person: 'a',
  connection: 'PA1',
  startedAt: at(0),
  endedAt: seconds === undefined ? undefined : at(seconds),
  milliseconds: seconds === undefined ? undefined : Math.round(seconds * 1000),
  precision: 1000,
  amount: undefined,
  ...change,
});

/** Of a line whose room is no consult’s. */
export const unknown = {
  tenant: undefined,
  consultId: undefined,
  room: 'unknown',
  person: undefined,
} as const;
