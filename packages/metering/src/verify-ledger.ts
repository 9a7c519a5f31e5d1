import { closedMonths } from './close-month.ts';
import type { LedgerDifference, LedgerVerification } from './ledger-verification.ts';
import { type Dialect, statement, type Steps } from './ledger-work.ts';
import type { RollUpOptions } from './roll-up-consult.ts';
import { ruleDatesOf } from './rule-dates.ts';
import { verifyConsult } from './verify-consult.ts';
import {
  addConsult,
  closedSums,
  keptMonths,
  type MonthSums,
  monthsDiffer,
  verifyHour,
} from './verify-rollups.ts';

const consultsAtOnce = 500;

/**
 * Computes a whole ledger anew and compares, up to the first difference. Reads only, all as of one moment: run it with `read`. Reads
 * every row; keeps the sums of months in memory, and no evidence.
 */
export function* verifyLedger(
  dialect: Dialect,
  options: Omit<RollUpOptions, 'refreshSeconds'>,
): Steps<LedgerVerification> {
  const checked = { evidenceRows: 0, consults: 0, months: 0, hours: 0, closedMonths: 0 };
  const waiting = { consults: 0, hours: 0 };
  const ended = (difference: LedgerDifference | undefined): LedgerVerification => ({
    result: difference === undefined ? 'sound' : 'differs',
    checked,
    waiting,
    difference,
  });
  const sums: MonthSums = new Map();
  const split = yield* ruleDatesOf();
  for (let last = 0, more = true; more;) {
    const consults = yield statement(
      `SELECT number, tenant, consult_id, first, last FROM ${dialect.consults} WHERE number > $1 ORDER BY number LIMIT ${consultsAtOnce}`,
      last,
    );
    for (const consult of consults) {
      const verified = yield* verifyConsult(dialect, consult, { ...options, refreshSeconds: 0 });
      checked.consults += 1;
      checked.evidenceRows += verified.evidenceRows;
      if (verified.waits) waiting.consults += 1;
      if (verified.difference !== undefined) return ended(verified.difference);
      if (verified.ruleDates !== undefined)
        addConsult(sums, verified.connections, split.after(verified.ruleDates));
      last = Number(consult['number']);
    }
    more = consults.length === consultsAtOnce;
  }
  const kept = yield* keptMonths();
  checked.months = new Set([...kept.keys()].map((key) => (JSON.parse(key) as string[])[0]?.slice(0, 7))).size;
  const month = monthsDiffer('month', sums, kept, ['All presence comes to', 'the month says']);
  if (month !== undefined) return ended(month);
  const due = new Set((yield statement('SELECT hour FROM ledger_due_hour')).map(({ hour }) => Number(hour)));
  waiting.hours = due.size;
  const hours = yield statement(
    'SELECT hour FROM ledger_presence_hour UNION SELECT hour FROM ledger_hour ORDER BY hour',
  );
  for (const row of hours) {
    const hour = Number(row['hour']);
    if (due.has(hour)) continue;
    checked.hours += 1;
    const difference = yield* verifyHour(hour);
    if (difference !== undefined) return ended(difference);
  }
  for (const one of (yield* closedMonths()).keys()) {
    checked.closedMonths += 1;
    const now: MonthSums = new Map([...kept].filter(([key]) => key.startsWith(`["${one}`)));
    const words = ['The month comes to', 'its closing figures and corrections to'] as const;
    const difference = monthsDiffer('closed-month', now, yield* closedSums(dialect, one), words);
    if (difference !== undefined) return ended(difference);
  }
  return ended(undefined);
}
