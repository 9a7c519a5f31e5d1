import type { Evidence } from '@patchbay/contract';
import { carriedText } from './carried-text.ts';
import { evidenceTimes } from './evidence-times.ts';
import { stateOf } from './postgres-error.ts';
import type { PostgresQueries, PostgresResult } from './postgres-port.ts';
import { firstDayOf } from './postgres-schema.ts';

type Column = readonly [name: string, type: 'text' | 'bigint' | 'date', of: (row: Evidence) => unknown];

/** What is of a consult's row. */
const consultColumns: readonly Column[] = [
  ['tenant', 'text', ({ tenant }) => tenant],
  ['consult_id', 'text', ({ consultId }) => consultId],
  ['received_month', 'date', ({ receivedAt }) => firstDayOf(receivedAt)],
  ['first', 'bigint', (row) => evidenceTimes(row).first],
  ['last', 'bigint', (row) => evidenceTimes(row).last],
];

const evidenceColumns: readonly Column[] = [
  ['id', 'text', ({ id }) => id],
  ['kind', 'text', ({ kind }) => kind],
  ['source', 'text', ({ source }) => source],
  ['provider', 'text', ({ provider }) => provider],
  ['person', 'text', ({ person }) => person ?? null],
  ['connection', 'text', ({ connection }) => connection ?? null],
  ['participant_class', 'text', ({ participantClass }) => participantClass],
  ['at', 'bigint', ({ at }) => at],
  ['precision', 'bigint', ({ precision }) => precision],
  ['received_at', 'bigint', ({ receivedAt }) => receivedAt],
  ['sequence', 'bigint', ({ beat }) => beat?.sequence ?? null],
  ['elapsed', 'bigint', ({ beat }) => beat?.elapsed ?? null],
  ['carried', 'text', ({ carried }) => (carried === undefined ? null : carriedText(carried))],
];

const columns = [...consultColumns, ...evidenceColumns];
const names = (of: readonly Column[]): string => of.map(([name]) => name).join(', ');

/**
 * All of an append in one statement, which is a transaction by itself: one way to the server and back instead of nine.
 *
 * - `durable`: whatever the server's default is, what is acknowledged is on disk.
 * - `held`, `made`: consults always in the same order, so that two instances which write of the same consults wait for each other,
 *   and never both. A consult that another instance makes just now is in neither: its rows have no month then, PostgreSQL
 *   refuses them with all the rest, and the next attempt finds it.
 * - `widened`: by new rows only. `made` is not seen by it, and has its times already.
 * - `marked`: due for a new fold. `DO UPDATE` waits for whoever folds the consult just now, and so is not lost with the old mark.
 */
const insertion = `
  WITH durable AS MATERIALIZED (SELECT set_config('synchronous_commit', 'on', true) AS setting),
  given AS MATERIALIZED (
    SELECT * FROM unnest(${columns.map(([, type], index) => `$${index + 1}::${type}[]`).join(', ')})
      WITH ORDINALITY AS one (${names(columns)}, line)
  ),
  wanted AS MATERIALIZED (
    SELECT consult_id, tenant, (array_agg(received_month ORDER BY line))[1] AS month, min(first) AS first, max(last) AS last
    FROM given GROUP BY consult_id, tenant
  ),
  held AS MATERIALIZED (
    SELECT number, consult.tenant, consult.consult_id, consult.month FROM wanted
      JOIN ledger_consult AS consult ON consult.consult_id = wanted.consult_id AND consult.tenant = wanted.tenant
    ORDER BY consult.consult_id, consult.tenant FOR NO KEY UPDATE OF consult
  ),
  made AS (
    INSERT INTO ledger_consult (tenant, consult_id, month, first, last)
    SELECT tenant, consult_id, month, first, last FROM wanted
    WHERE NOT EXISTS (SELECT 1 FROM held WHERE held.consult_id = wanted.consult_id AND held.tenant = wanted.tenant)
    ORDER BY consult_id, tenant
    ON CONFLICT (consult_id, tenant) DO NOTHING RETURNING number, tenant, consult_id, month
  ),
  place AS MATERIALIZED (SELECT * FROM held UNION ALL SELECT * FROM made),
  fresh AS (
    INSERT INTO ledger_evidence (month, consult, ${names(evidenceColumns)})
    SELECT place.month, place.number, ${evidenceColumns.map(([name]) => `given.${name}`).join(', ')}
    FROM given LEFT JOIN place ON place.consult_id = given.consult_id AND place.tenant = given.tenant ORDER BY line
    ON CONFLICT (month, id) DO NOTHING RETURNING id, consult, person
  ),
  widened AS (
    UPDATE ledger_consult SET first = least(ledger_consult.first, wider.first), last = greatest(ledger_consult.last, wider.last)
    FROM (SELECT consult, min(given.first) AS first, max(given.last) AS last FROM fresh JOIN given ON given.id = fresh.id
          GROUP BY consult) AS wider
    WHERE ledger_consult.number = wider.consult
      AND (ledger_consult.first > wider.first OR ledger_consult.last < wider.last)
  ),
  marked AS (
    INSERT INTO ledger_due (consult, due) SELECT DISTINCT consult, 0 FROM fresh ORDER BY 1
    ON CONFLICT (consult) DO UPDATE SET due = 0 WHERE ledger_due.due <> 0
  ),
  known AS (
    INSERT INTO ledger_person (person, consult) SELECT DISTINCT person, consult FROM fresh
    WHERE person IS NOT NULL ORDER BY 2, 1 ON CONFLICT DO NOTHING
  )
  SELECT id FROM fresh, durable`;

const attempts = 5;

/** Inserts what is not there yet, on disk when it resolves. The ids that are new. */
export type InsertEvidence = (rows: readonly Evidence[]) => Promise<Set<string>>;

export function createInsertEvidence(pool: PostgresQueries): InsertEvidence {
  // Planning takes as long as inserting a hundred rows.
  let name: string | undefined = 'patchbay_insert_evidence';
  const run = async (values: unknown[]): Promise<PostgresResult> => {
    if (name === undefined) return pool.query(insertion, values);
    try {
      return await pool.query({ name, text: insertion, values });
    } catch (error) {
      if (!forgetsNames.has(stateOf(error))) throw error;
      name = undefined;
      return pool.query(insertion, values);
    }
  };
  return async (given) => {
    const rows = [...new Map(given.toReversed().map((row) => [row.id, row])).values()].toReversed();
    const values = columns.map(([, , of]) => rows.map(of));
    for (let attempt = 1; ; attempt += 1) {
      try {
        const { rows: fresh } = await run(values);
        return new Set(fresh.map(({ id }) => String(id)));
      } catch (error) {
        if (attempt === attempts || stateOf(error) !== noPlace) throw error;
      }
    }
  };
}

/** No partition takes a row without a month. */
const noPlace = '23514';

/** What a pooler answers that gives every statement another connection, and keeps no names (PgBouncer before 1.21). */
const forgetsNames: ReadonlySet<string | undefined> = new Set(['26000', '42P05']);
