import type { EvidenceSource, ProviderId } from '@patchbay/contract';
import { monthOf } from './clip-connection.ts';
import { storedTimes } from './evidence-times.ts';
import { groupBy } from './group-by.ts';
import { type Dialect, statement, type Steps } from './ledger-work.ts';
import type { UsageMonth } from './usage-summary.ts';

/** So many rows of one source and provider that tell of something in one month (UTC). */
export interface EvidenceCount {
  readonly month: UsageMonth;
  readonly provider: ProviderId;
  readonly source: EvidenceSource;
  readonly rows: number;
  /** How many of them say what was carried. */
  readonly telling: number;
  /** Of what they tell, milliseconds since the Unix epoch. */
  readonly first: number;
  readonly last: number;
}

export interface ClosedMonth {
  readonly month: UsageMonth;
  readonly closedAt: number;
  /** How many times it was corrected since. */
  readonly corrections: number;
}

/** What is in a ledger. */
export interface LedgerInspection {
  readonly schemaVersion: number;
  /** Of all that is stored: evidence, rollups, indexes. */
  readonly bytes: number;
  /** Sorted by month, provider and source. */
  readonly evidence: readonly EvidenceCount[];
  readonly rows: number;
  readonly consults: number;
  /** Consults that are folded again from time to time, because somebody may still be there. */
  readonly consultsOpen: number;
  /** Consults and hours whose rollup does not yet have what the evidence says. */
  readonly consultsWaiting: number;
  readonly hoursWaiting: number;
  /** Consults whose evidence was dropped by retention. */
  readonly consultsForgotten: number;
  readonly closedMonths: readonly ClosedMonth[];
  /** What erasure and retention did, in order. */
  readonly traces: readonly {
    readonly madeAt: number;
    readonly act: string;
    readonly consults: number;
    readonly evidenceRows: number;
  }[];
}

const dayLength = 86_400_000;

/** Reads every row of evidence once: minutes on a very large ledger. */
export function* inspectLedger({ consults, evidence, version, size }: Dialect): Steps<LedgerInspection> {
  const time = storedTimes.last;
  // By day, for the two stores divide whole numbers alike and name months differently.
  const days = yield statement(
    `SELECT provider, source, (${time}) / ${dayLength} AS day, count(*) AS count, count(carried) AS telling, min(${time}) AS first, max(${time}) AS last
     FROM ${evidence} GROUP BY provider, source, (${time}) / ${dayLength} ORDER BY day, provider, source`,
  );
  const counts = groupBy(days, (row) => [
    monthOf(Number(row['day']) * dayLength),
    String(row['provider']),
    String(row['source']),
  ]).map((group): EvidenceCount => {
    const [row] = group;
    return {
      month: monthOf(Number(row['day']) * dayLength),
      provider: String(row['provider']),
      source: String(row['source']) as EvidenceSource,
      rows: group.reduce((sum, { count }) => sum + Number(count), 0),
      telling: group.reduce((sum, { telling }) => sum + Number(telling), 0),
      first: Math.min(...group.map(({ first }) => Number(first))),
      last: Math.max(...group.map(({ last }) => Number(last))),
    };
  });
  const [schema] = yield statement(version);
  const [sizes] = yield statement(size);
  const count = function* (sql: string): Steps<number> {
    const [row] = yield statement(sql);
    return Number(row?.['count']);
  };
  const closed = yield statement(
    `SELECT month, closed_at, (SELECT count(DISTINCT made_at) FROM ledger_correction AS one
       WHERE one.month = ledger_closed.month) AS corrections FROM ledger_closed ORDER BY month`,
  );
  const traces = yield statement('SELECT * FROM ledger_trace ORDER BY made_at');
  return {
    schemaVersion: Number(schema?.['version']),
    bytes: Number(sizes?.['bytes']),
    evidence: counts,
    rows: counts.reduce((sum, { rows }) => sum + rows, 0),
    consults: yield* count(`SELECT count(*) AS count FROM ${consults}`),
    consultsOpen: yield* count('SELECT count(*) AS count FROM ledger_due WHERE due > 0'),
    consultsWaiting: yield* count('SELECT count(*) AS count FROM ledger_due WHERE due = 0'),
    hoursWaiting: yield* count('SELECT count(*) AS count FROM ledger_due_hour'),
    consultsForgotten: yield* count('SELECT count(*) AS count FROM ledger_forgotten'),
    closedMonths: closed.map((row) => ({
      month: String(row['month']),
      closedAt: Number(row['closed_at']),
      corrections: Number(row['corrections']),
    })),
    traces: traces.map((row) => ({
      madeAt: Number(row['made_at']),
      act: String(row['act']),
      consults: Number(row['consults']),
      evidenceRows: Number(row['evidence_rows']),
    })),
  };
}
