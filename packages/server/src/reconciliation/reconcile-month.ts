import { setImmediate } from 'node:timers/promises';
import type { ProviderId } from '@patchbay/contract';
import {
  answeredDays,
  billableBetween,
  type BillableConnection,
  type BookedLedger,
  monthPeriod,
  reconcileUsage,
  type Reconciliation,
  type UsagePeriod,
  type VendorReport,
  vendorReportsBetween,
} from '@patchbay/metering';
import type { PatchbayConfig } from '../config/patchbay-config.ts';
import { deploymentsOf } from '../report/deployments-of.ts';
import { dayName, daysOver } from './usage-days.ts';

/** How far a provider's month has been held against the provider's own count. */
export type ReconciliationState =
  /** All days of the month that are over. */
  | 'reconciled'
  /** Some of them: the others were not asked about, or too late. */
  | 'partly'
  /** The vendor was never asked. */
  | 'not-pulled'
  /** The vendor tells no usage that Patchbay can ask for. */
  | 'no-usage-api'
  /** It runs on one's own servers: there is no other count. */
  | 'self-hosted'
  /** The vendor tells no rooms apart, so that one tenant cannot be held against it. */
  | 'not-by-tenant';

/** One provider's month. Where there is no `reconciliation` there is no variance: it is not known, and not zero. */
export interface ProviderReconciliation {
  readonly provider: ProviderId;
  readonly deployment: string;
  /** The config points it at an emulator: what it counted, no vendor did. */
  readonly emulated: boolean;
  readonly state: ReconciliationState;
  /** In one sentence. */
  readonly statement: string;
  /** When the newest of the answers came, milliseconds since the Unix epoch. */
  readonly pulledAt: number | undefined;
  /** Days that are over and for which there is no answer, `YYYY-MM-DD`. */
  readonly missingDays: readonly string[];
  readonly reconciliation: Reconciliation | undefined;
  /** Whose consults it carried, sorted. */
  readonly tenants: readonly string[];
}

export interface MonthReconciliation {
  /** `YYYY-MM`, UTC. */
  readonly month: string;
  /** Milliseconds since the Unix epoch. */
  readonly generatedAt: number;
  /** Sorted by provider: those that carried something, or were asked. */
  readonly providers: readonly ProviderReconciliation[];
}

export interface ReconciliationQuestion {
  readonly ledger: BookedLedger;
  readonly config: Pick<PatchbayConfig, 'installed' | 'providers' | 'metering'>;
  readonly month: string;
  /** Everybody's when undefined. */
  readonly tenant?: string | undefined;
  /** Every one that carried something unless given. */
  readonly provider?: ProviderId | undefined;
  /** Whether a provider tells usage; undefined where that is not known because it does not run here. */
  readonly tellsUsage: (provider: ProviderId) => boolean | undefined;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

const dayLength = 86_400_000;

/** Both counts of a month, as they were read. */
export interface BothCounts {
  /** Ours, also of the days around the month. */
  readonly connections: readonly BillableConnection[];
  /** Theirs, by provider. */
  readonly reports: ReadonlyMap<ProviderId, readonly VendorReport[]>;
}

/** Holds a month's usage against what vendors answered so far; asks nobody. Reads only. Rejects with `LedgerError`. */
export const reconcileMonth = async (question: ReconciliationQuestion): Promise<MonthReconciliation> =>
  reconcileCounts(question, await readBothCounts(question));

/** Rejects with `LedgerError`. */
export async function readBothCounts({
  ledger,
  config,
  month,
  tenant,
  provider,
  now,
}: ReconciliationQuestion): Promise<BothCounts> {
  const { from, to } = monthPeriod(month);
  const around = { from: from - dayLength, to: to + dayLength, ...(tenant !== undefined && { tenant }) };
  const connections = await billableBetween(ledger, around, { ...config.metering, now }, provider);
  const reports = new Map<ProviderId, readonly VendorReport[]>();
  for (const one of provider === undefined ? config.installed.map(({ manifest }) => manifest.id) : [provider])
    reports.set(one, await readReports(ledger, one, { from, to }));
  return { connections, reports };
}

/** Day by day: SQLite reads without a pause, and the lines of a month are many. */
async function readReports(
  ledger: BookedLedger,
  provider: ProviderId,
  period: UsagePeriod,
): Promise<readonly VendorReport[]> {
  const reports: VendorReport[] = [];
  for (const from of (await ledger.read(() => answeredDays(provider, period))).keys()) {
    const ofDay = { from, to: from + dayLength };
    reports.push(...(await ledger.read(() => vendorReportsBetween(provider, ofDay))));
    await setImmediate();
  }
  return reports;
}

export function reconcileCounts(
  question: ReconciliationQuestion,
  { connections, reports }: BothCounts,
): MonthReconciliation {
  const { month, provider, now } = question;
  const carried = new Set(connections.filter((one) => isIn(one, month)).map((one) => one.provider));
  const providers = [...reports]
    .filter(([one, found]) => provider !== undefined || found.length > 0 || carried.has(one))
    .map(([one, found]) => reconcileProvider(question, one, connections, found));
  return {
    month,
    generatedAt: now,
    providers: providers.sort((a, b) => (a.provider < b.provider ? -1 : 1)),
  };
}

function reconcileProvider(
  { config, month, tenant, tellsUsage, now }: ReconciliationQuestion,
  provider: ProviderId,
  connections: readonly BillableConnection[],
  reports: readonly VendorReport[],
): ProviderReconciliation {
  const deployment = deploymentsOf(config).get(provider);
  const days = daysOver(month, now).map(dayName);
  const answered = new Set(reports.map(({ day }) => dayName(day)));
  const carried = connections.filter((one) => one.provider === provider && isIn(one, month));
  const missingDays = days.filter((day) => !answered.has(day));
  const about = {
    provider,
    deployment: deployment?.id ?? 'unknown',
    emulated: config.providers[provider]?.settings['emulatorUrl'] !== undefined,
    pulledAt: reports.length === 0 ? undefined : Math.max(...reports.map(({ pulledAt }) => pulledAt)),
    missingDays,
    tenants: [...new Set(carried.map((one) => one.tenant))].sort(),
  };
  const stop = (state: ReconciliationState, statement: string): ProviderReconciliation => ({
    ...about,
    state,
    statement,
    reconciliation: undefined,
  });
  if (reports.length === 0) {
    if (deployment?.kind === 'self-hosted')
      return stop('self-hosted', 'It runs on your own servers: there is no other count to hold it against.');
    if (tellsUsage(provider) === false)
      return stop(
        'no-usage-api',
        'The vendor has no usage API that Patchbay can ask, or a setting for it is missing.',
      );
    return stop(
      'not-pulled',
      'The vendor was not asked yet: the server does once a day is over, and `patchbay reconcile` at once.',
    );
  }
  const lines = reports.flatMap((report) => report.lines);
  if (tenant !== undefined && lines.some(isOfAccount))
    return stop('not-by-tenant', 'The vendor reports no usage by room, so that no tenant can be told apart.');
  const ofTenant = reports.map((report) => ({
    ...report,
    lines: report.lines.filter((line) => tenant === undefined || line.tenant === tenant),
  }));
  const reconciliation = reconcileUsage(within(connections, provider, month, lines), ofTenant);
  return {
    ...about,
    state: missingDays.length === 0 ? 'reconciled' : 'partly',
    statement: statementOf(reconciliation, days.length - missingDays.length, days.length),
    reconciliation,
  };
}

const isOfAccount = ({ room, connection, person }: VendorReport['lines'][number]): boolean =>
  room === 'untold' && connection === undefined && person === undefined;

function isIn({ start, end }: BillableConnection, month: string): boolean {
  const { from, to } = monthPeriod(month);
  return start < to && end > from;
}

/** Those of the month, and those of the days around it that an answer speaks of. */
function within(
  connections: readonly BillableConnection[],
  provider: ProviderId,
  month: string,
  lines: VendorReport['lines'],
): readonly BillableConnection[] {
  const named = new Set(lines.map(({ connection }) => connection));
  return connections.filter(
    (one) => one.provider === provider && (isIn(one, month) || named.has(one.connection)),
  );
}

const grains: Readonly<Record<Reconciliation['by'], string>> = {
  connection: 'connection by connection',
  room: 'room by room, for the vendor tells no people apart',
  account: 'as one sum, for the vendor reports no usage by room',
};

const statementOf = ({ by }: Reconciliation, answered: number, days: number): string =>
  `Compared ${grains[by]}; the vendor answered for ${answered} of ${days} days that are over.`;
