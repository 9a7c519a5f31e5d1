import type { Evidence } from '@patchbay/contract';
import { carriedText } from './carried-text.ts';
import { evidenceTimes, storedTimes } from './evidence-times.ts';
import { groupBy } from './group-by.ts';
import { stateOf } from './postgres-error.ts';
import type { PostgresQueries, PostgresResult } from './postgres-port.ts';
import { firstDayOf } from './postgres-schema.ts';

type Column<Row> = readonly [
  name: string,
  type: 'text' | 'bigint' | 'date' | 'integer',
  of: (row: Row) => unknown,
];

/** The rows of one append that are of one consult. */
type OfConsult = readonly [Evidence, ...Evidence[]];

const consultColumns: readonly Column<OfConsult>[] = [
  ['tenant', 'text', ([{ tenant }]) => tenant],
  ['consult_id', 'text', ([{ consultId }]) => consultId],
  ['month', 'date', ([{ receivedAt }]) => firstDayOf(receivedAt)],
  ['first', 'bigint', (rows) => Math.min(...rows.map((row) => evidenceTimes(row).first))],
  ['last', 'bigint', (rows) => Math.max(...rows.map((row) => evidenceTimes(row).last))],
];

const evidenceColumns: readonly Column<Evidence>[] = [
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

type Named = readonly (readonly [name: string, type: string, ...rest: unknown[]])[];
const names = (of: Named): string => of.map(([name]) => name).join(', ');
const arrays = (of: Named, after = 0): string =>
  of.map(([, type], index) => `$${after + index + 1}::${type}[]`).join(', ');
const rowColumns: Named = [['place', 'integer'], ...evidenceColumns];

/**
 * All of an append in one statement, which is a transaction by itself: one way to the server and back instead of nine.
 *
 * - `durable`: whatever the server's default is, what is acknowledged is on disk.
 * - `held`, `made`: consults always in the same order, so that two instances which write of the same consults wait for each other,
 *   and never both. A consult that another instance makes just now is in neither: its rows have no month then, PostgreSQL
 *   refuses them with all the rest, and the next attempt finds it.
 * - `widened`: by new rows only. `made` is not seen by it, and has its times already.
 * - `marked`: due for a new fold. `DO UPDATE` waits for whoever folds the consult just now, and so is not lost with the old mark.
 *
 * Rows say by a number which of the append's consults they are of, for joining by two texts costs as much as inserting. What it
 * answers are the ids that were there before, which are few.
 */
const insertion = `
  WITH durable AS MATERIALIZED (SELECT set_config('synchronous_commit', 'on', true) AS setting),
  wanted AS MATERIALIZED (
    SELECT * FROM unnest(${arrays(consultColumns)}) WITH ORDINALITY AS one (${names(consultColumns)}, place)
  ),
  given AS MATERIALIZED (
    SELECT * FROM unnest(${arrays(rowColumns, consultColumns.length)}) WITH ORDINALITY AS one (${names(rowColumns)}, line)
  ),
  held AS MATERIALIZED (
    SELECT place, number, consult.month FROM wanted
      JOIN ledger_consult AS consult ON consult.consult_id = wanted.consult_id AND consult.tenant = wanted.tenant
    ORDER BY number FOR NO KEY UPDATE OF consult
  ),
  made AS (
    INSERT INTO ledger_consult (tenant, consult_id, month, first, last)
    SELECT ${names(consultColumns)} FROM wanted
    WHERE NOT EXISTS (SELECT 1 FROM held WHERE held.place = wanted.place)
    ORDER BY consult_id, tenant
    ON CONFLICT (consult_id, tenant) DO NOTHING RETURNING number, tenant, consult_id, month
  ),
  placed AS MATERIALIZED (
    SELECT place, number, month FROM held
    UNION ALL
    SELECT place, number, made.month FROM made
      JOIN wanted ON made.consult_id = wanted.consult_id AND made.tenant = wanted.tenant
  ),
  fresh AS (
    INSERT INTO ledger_evidence (month, consult, ${names(evidenceColumns)})
    SELECT placed.month, placed.number, ${evidenceColumns.map(([name]) => `given.${name}`).join(', ')}
    FROM given LEFT JOIN placed USING (place) ORDER BY line
    ON CONFLICT (consult, id, month) DO NOTHING
    RETURNING id, consult, person, ${storedTimes.first} AS first, ${storedTimes.last} AS last
  ),
  widened AS (
    UPDATE ledger_consult SET first = least(ledger_consult.first, wider.first), last = greatest(ledger_consult.last, wider.last)
    FROM (SELECT consult, min(first) AS first, max(last) AS last FROM fresh GROUP BY consult) AS wider
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
  SELECT id FROM given WHERE (SELECT count(*) FROM fresh, durable) < (SELECT count(*) FROM given)
    AND NOT EXISTS (SELECT 1 FROM fresh WHERE fresh.id = given.id)`;

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
    const byId = new Map(given.toReversed().map((row) => [row.id, row]));
    const rows = [...byId.values()].toReversed();
    const consults = groupBy(rows, ({ tenant, consultId }) => [tenant, consultId]);
    const placeOf = new Map(consults.flatMap((ofOne, index) => ofOne.map((row) => [row, index + 1])));
    const values = [
      ...consultColumns.map(([, , of]) => consults.map(of)),
      rows.map((row) => placeOf.get(row)),
      ...evidenceColumns.map(([, , of]) => rows.map(of)),
    ];
    for (let attempt = 1; ; attempt += 1) {
      try {
        const { rows: known } = await run(values);
        for (const { id } of known) byId.delete(String(id));
        return new Set(byId.keys());
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
