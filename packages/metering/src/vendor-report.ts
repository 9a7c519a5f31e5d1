import { createHash } from 'node:crypto';
import type { ConsultId, Decimal, ProviderId, VendorUsage } from '@patchbay/contract';
import type { UsagePeriod } from './clip-connection.ts';

/** One line of a vendor's own count, its names replaced by ours. */
export interface VendorLine {
  /** Undefined where the line names no room, or a room of nobody. */
  readonly tenant: string | undefined;
  readonly consultId: ConsultId | undefined;
  /** Whether the vendor named a room, and whether it is one of a consult. */
  readonly room: 'known' | 'unknown' | 'untold';
  /** Keyed hash; undefined where the line tells nobody apart, or nobody known. */
  readonly person: string | undefined;
  /** The vendor's id of the connection. */
  readonly connection: string | undefined;
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number;
  readonly endedAt: number | undefined;
  /** Presence that it counts; undefined where the vendor does not know yet. */
  readonly milliseconds: number | undefined;
  /** How coarsely the vendor counts, in milliseconds. */
  readonly precision: number;
  readonly amount: { readonly currency: string; readonly value: Decimal } | undefined;
}

/** What a vendor answered when it was asked for one day (UTC). A fact: never changed, and superseded by a later answer. */
export interface VendorReport {
  /** A hash of the answer, in the vendor's own words: the same answer again is the same report. */
  readonly id: string;
  readonly provider: ProviderId;
  readonly day: UsagePeriod;
  /** When it was answered first, milliseconds since the Unix epoch. */
  readonly pulledAt: number;
  readonly lines: readonly VendorLine[];
}

/** The id of an answer: SHA-256 over its lines in whatever order, 64 hex characters. */
export function vendorReportId(
  provider: ProviderId,
  day: UsagePeriod,
  answer: readonly VendorUsage[],
): string {
  const lines = answer
    .map(({ room, participant, connection, startedAt, endedAt, participantSeconds, amount }) =>
      JSON.stringify([
        room ?? null,
        participant ?? null,
        connection ?? null,
        startedAt,
        endedAt ?? null,
        participantSeconds ?? null,
        amount === undefined ? null : [amount.currency, amount.value],
      ]),
    )
    .sort();
  return createHash('sha256')
    .update(JSON.stringify(['vendor-report-1', provider, day.from, day.to, lines]))
    .digest('hex');
}
