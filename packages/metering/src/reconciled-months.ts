import type { ProviderId } from '@patchbay/contract';
import { insertRows, statement, type Steps } from './ledger-work.ts';
import type { UsageMonth } from './usage-summary.ts';

/** That a month was held against a vendor's own count, and what came of it. */
export interface ReconciledMonth {
  readonly month: UsageMonth;
  readonly provider: ProviderId;
  /** Undefined: of all tenants together. */
  readonly tenant: string | undefined;
  /** When, milliseconds since the Unix epoch. */
  readonly madeAt: number;
  /** Whether the vendor had answered for all days that were over. */
  readonly whole: boolean;
  readonly oursSeconds: number;
  readonly theirsSeconds: number;
}

/** The newest outcome of each month, provider and tenant counts. */
export function* keepReconciled(outcomes: readonly ReconciledMonth[]): Steps<void> {
  yield* insertRows(
    'ledger_reconciled',
    ['month', 'provider', 'tenant', 'made_at', 'whole', 'ours_milliseconds', 'theirs_milliseconds'],
    outcomes.map((one) => [
      one.month,
      one.provider,
      one.tenant ?? '',
      one.madeAt,
      one.whole ? 1 : 0,
      Math.round(one.oursSeconds * 1000),
      Math.round(one.theirsSeconds * 1000),
    ]),
    `ON CONFLICT (month, provider, tenant) DO UPDATE SET made_at = excluded.made_at, whole = excluded.whole,
       ours_milliseconds = excluded.ours_milliseconds, theirs_milliseconds = excluded.theirs_milliseconds`,
  );
}

/** The months from the first to the last, both among them. */
export interface MonthRange {
  readonly from: UsageMonth;
  readonly to: UsageMonth;
}

/** Of one tenant, or of all together; sorted by month and provider. */
export function* reconciledIn(
  { from, to }: MonthRange,
  tenant: string | undefined,
): Steps<readonly ReconciledMonth[]> {
  const rows = yield statement(
    'SELECT * FROM ledger_reconciled WHERE month >= $1 AND month <= $2 AND tenant = $3 ORDER BY month, provider',
    from,
    to,
    tenant ?? '',
  );
  return rows.map((row) => ({
    month: String(row['month']),
    provider: String(row['provider']),
    tenant,
    madeAt: Number(row['made_at']),
    whole: Number(row['whole']) === 1,
    oursSeconds: Number(row['ours_milliseconds']) / 1000,
    theirsSeconds: Number(row['theirs_milliseconds']) / 1000,
  }));
}
