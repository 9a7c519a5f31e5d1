import type { Evidence } from '@patchbay/contract';
import { compareBy } from './compare-by.ts';
import { evidenceTimes } from './evidence-times.ts';
import type { ConsultSpan, Ledger, LedgerPeriod } from './ledger.ts';
import { LedgerError } from './ledger-error.ts';

/** A ledger for tests and throw-away runs: what is in it is gone with the process. It has no usage book, which is written in SQL. */
export function createMemoryLedger(): Ledger {
  const ids = new Set<string>();
  const consults = new Map<string, { span: ConsultSpan; rows: Evidence[] }>();
  let closed = false;

  const open = (): void => {
    if (closed) {
      throw new LedgerError('unavailable', 'The ledger is closed.');
    }
  };

  const add = (row: Evidence): void => {
    const key = JSON.stringify([row.tenant, row.consultId]);
    const { first, last } = evidenceTimes(row);
    const known = consults.get(key);
    if (known === undefined) {
      const span = { tenant: row.tenant, consultId: row.consultId, first, last };
      consults.set(key, { span, rows: [row] });
      return;
    }
    known.rows.push(row);
    known.span = {
      ...known.span,
      first: Math.min(first, known.span.first),
      last: Math.max(last, known.span.last),
    };
  };

  const within = ({ from, to, tenant }: LedgerPeriod): readonly { span: ConsultSpan; rows: Evidence[] }[] =>
    [...consults.values()]
      .filter(({ span }) => span.first < to && span.last >= from && (tenant ?? span.tenant) === span.tenant)
      .sort(
        compareBy(
          ({ span }) => span.first,
          ({ span }) => span.consultId,
          ({ span }) => span.tenant,
        ),
      );

  return {
    async append(rows) {
      open();
      const accepted: string[] = [];
      const duplicates: string[] = [];
      for (const row of rows) {
        if (ids.has(row.id)) {
          duplicates.push(row.id);
        } else {
          ids.add(row.id);
          add(row);
          accepted.push(row.id);
        }
      }
      return { accepted, duplicates };
    },
    async evidenceOf(consultId, { tenant } = {}) {
      open();
      return [...consults.values()]
        .filter(({ span }) => span.consultId === consultId && (tenant ?? span.tenant) === span.tenant)
        .flatMap(({ rows }) => rows);
    },
    async *evidenceBetween(period) {
      open();
      for (const { rows } of within(period)) {
        yield [...rows];
      }
    },
    async consultsBetween(period) {
      open();
      return within(period).map(({ span }) => span);
    },
    async health() {
      return {
        store: 'memory',
        writable: !closed,
        rows: ids.size,
        detail: closed ? 'The ledger is closed.' : 'Evidence is kept in memory and is gone with the process.',
      };
    },
    async close() {
      closed = true;
    },
  };
}
