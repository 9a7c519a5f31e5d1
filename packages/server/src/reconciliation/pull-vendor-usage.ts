import {
  isVideoError,
  type ProviderBackend,
  type ProviderId,
  type VendorUsage,
  type VideoErrorCode,
} from '@patchbay/contract';
import {
  type BookedLedger,
  type KeptReport,
  keepVendorReport,
  type UsagePeriod,
  type VendorLine,
  vendorReportId,
} from '@patchbay/metering';
import type { ConsultStore } from '../consults/consult-store.ts';
import { dayName } from './usage-days.ts';

/** What came of asking a vendor about one day. */
export interface PulledDay {
  /** `YYYY-MM-DD`, UTC. */
  readonly day: string;
  readonly outcome:
    | KeptReport
    /** Longer ago than the vendor remembers: an answer would be an empty one. */
    | 'too-late'
    /** The vendor did not answer, or something that is no usage. */
    | 'failed'
    /** A day before it failed. */
    | 'not-asked';
  readonly code?: VideoErrorCode;
}

export interface PullVendorUsageParts {
  readonly provider: ProviderId;
  readonly backend: Pick<ProviderBackend, 'pullUsage' | 'usageMemoryDays'>;
  readonly days: readonly UsagePeriod[];
  readonly ledger: BookedLedger;
  readonly consults: Pick<ConsultStore, 'findByRoom' | 'personIn'>;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
}

const dayLength = 86_400_000;

/**
 * Asks a vendor what it counted, a day at a time and one day after the other, and keeps the answers. Undefined when the vendor has
 * no usage API. Rejects with `LedgerError` or `StoreError`; a vendor's failure is an outcome.
 */
export async function pullVendorUsage(
  parts: PullVendorUsageParts,
): Promise<readonly PulledDay[] | undefined> {
  const { backend, provider, days, ledger, consults, now } = parts;
  if (backend.pullUsage === undefined) return undefined;
  const oldest = now() - (backend.usageMemoryDays ?? Infinity) * dayLength;
  const pulled: PulledDay[] = [];
  let failed = false;
  for (const day of days) {
    const name = dayName(day);
    if (day.from < oldest || failed) {
      pulled.push({ day: name, outcome: day.from < oldest ? 'too-late' : 'not-asked' });
      continue;
    }
    const answer = await askFor(backend, day);
    if (!Array.isArray(answer)) {
      failed = true;
      pulled.push({ day: name, outcome: 'failed', code: answer as VideoErrorCode });
      continue;
    }
    const usage = answer as readonly VendorUsage[];
    const lines = await linesOf(provider, usage, consults);
    const report = { id: vendorReportId(provider, day, usage), provider, day, pulledAt: now(), lines };
    pulled.push({ day: name, outcome: await ledger.transact(() => keepVendorReport(report)) });
  }
  return pulled;
}

async function askFor(
  backend: Pick<ProviderBackend, 'pullUsage'>,
  { from, to }: UsagePeriod,
): Promise<readonly VendorUsage[] | VideoErrorCode> {
  try {
    return (await backend.pullUsage?.({ from, to, rooms: undefined })) ?? [];
  } catch (error) {
    return isVideoError(error) ? error.code : 'provider-failure';
  }
}

/** The room's name and the vendor's participant id stay behind, as with all evidence. */
async function linesOf(
  provider: ProviderId,
  answer: readonly VendorUsage[],
  consults: PullVendorUsageParts['consults'],
): Promise<readonly VendorLine[]> {
  const rooms = new Map<string, Awaited<ReturnType<ConsultStore['findByRoom']>>>();
  const lines: VendorLine[] = [];
  for (const { room, participant, connection, startedAt, endedAt, amount, ...counted } of answer) {
    if (room !== undefined && !rooms.has(room)) rooms.set(room, await consults.findByRoom(provider, room));
    const consult = room === undefined ? undefined : rooms.get(room);
    const { participantSeconds: seconds, precisionSeconds = 1 } = counted;
    lines.push({
      tenant: consult?.tenant,
      consultId: consult?.id,
      room: room === undefined ? 'untold' : consult === undefined ? 'unknown' : 'known',
      person:
        consult === undefined || participant === undefined
          ? undefined
          : await consults.personIn(consult.id, participant),
      connection,
      startedAt: Math.round(startedAt),
      endedAt: endedAt === undefined ? undefined : Math.round(endedAt),
      milliseconds: seconds === undefined ? undefined : Math.round(seconds * 1000),
      precision: Math.ceil(precisionSeconds * 1000),
      amount,
    });
  }
  return lines;
}
