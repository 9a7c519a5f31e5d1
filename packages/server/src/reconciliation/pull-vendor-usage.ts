import {
  isVideoError,
  type ProviderBackend,
  type ProviderId,
  type VendorUsage,
  VideoError,
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
import { patience } from '../backends/patience.ts';
import { processSchedule, type Schedule } from '../backends/schedule.ts';
import { within } from '../backends/within.ts';
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
    /** A day before it failed, or the asking was called off. */
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
  /** The process's own unless given. */
  readonly schedule?: Schedule;
  /** Calls it off: nothing more is asked, and what is under way is not waited for. */
  readonly signal?: AbortSignal;
}

const dayLength = 86_400_000;
/** A day may take as many requests as there were rooms, one after the other, and Whereby allows a hundred a minute. */
export const answerMilliseconds = 1_800_000;
/** For a vendor that says that it was asked too often: some count by the minute. */
const longestPauseMilliseconds = 300_000;

/**
 * Asks a vendor what it counted, a day at a time and one day after the other, and keeps the answers. Undefined when the vendor has
 * no usage API. Rejects with `LedgerError` or `StoreError`; a vendor's failure is an outcome.
 */
export async function pullVendorUsage(
  parts: PullVendorUsageParts,
): Promise<readonly PulledDay[] | undefined> {
  const { backend, provider, days, ledger, consults, now, signal } = parts;
  if (backend.pullUsage === undefined) return undefined;
  const oldest = now() - (backend.usageMemoryDays ?? Infinity) * dayLength;
  const pulled: PulledDay[] = [];
  let stopped = false;
  for (const day of days) {
    const name = dayName(day);
    stopped ||= signal?.aborted ?? false;
    if (day.from < oldest || stopped) {
      pulled.push({ day: name, outcome: day.from < oldest ? 'too-late' : 'not-asked' });
      continue;
    }
    const answer = await askFor(parts, day);
    if (answer.usage === undefined) {
      stopped = true;
      const wasCalledOff = signal?.aborted ?? false;
      pulled.push({
        day: name,
        ...(wasCalledOff ? { outcome: 'not-asked' } : { outcome: 'failed', ...answer }),
      });
      continue;
    }
    const { usage } = answer;
    const lines = await linesOf(provider, usage, consults);
    const report = { id: vendorReportId(provider, day, usage), provider, day, pulledAt: now(), lines };
    pulled.push({ day: name, outcome: await ledger.transact(() => keepVendorReport(report)) });
  }
  return pulled;
}

type Answer =
  | { readonly usage: readonly VendorUsage[] }
  | { readonly usage?: undefined; readonly code: VideoErrorCode };

/** A vendor that says nothing is not waited for for ever; what it says afterwards is lost. */
async function askFor(
  { backend, provider, schedule = processSchedule, signal }: PullVendorUsageParts,
  { from, to }: UsagePeriod,
): Promise<Answer> {
  const late = (): VideoError =>
    new VideoError('timeout', 'The vendor did not tell its usage in time.', { provider, retryable: true });
  const calledOff = Promise.withResolvers<never>();
  const callOff = (): void =>
    calledOff.reject(new VideoError('aborted', 'The asking was called off.', { provider }));
  signal?.addEventListener('abort', callOff);
  try {
    const asking = patience.run(
      longestPauseMilliseconds,
      () => backend.pullUsage?.({ from, to, rooms: undefined }) ?? Promise.resolve([]),
    );
    const usage = await within(schedule, answerMilliseconds, Promise.race([asking, calledOff.promise]), late);
    return { usage };
  } catch (error) {
    return { code: isVideoError(error) ? error.code : 'provider-failure' };
  } finally {
    signal?.removeEventListener('abort', callOff);
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
