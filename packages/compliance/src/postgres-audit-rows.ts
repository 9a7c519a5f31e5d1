import type { AuditQueries } from './audit-database.ts';
import type { StoredRow } from './audit-hash.ts';
import type { AuditEntry, AuditHead } from './audit-row.ts';

/** Read at once: a trail of six years is larger than a memory. */
const pageRows = 5_000;
/** The least that a number of eight bytes can be. */
const beforeFirst = '-9223372036854775808';

/** Rows in order, as they are stored; undefined for one whose values are not of the right kind. */
export async function* postgresRows(
  queries: AuditQueries,
  where = 'TRUE',
  parameters: readonly (string | number)[] = [],
): AsyncGenerator<{ readonly sequence: number; readonly row: StoredRow | undefined }> {
  let last: unknown = beforeFirst;
  for (;;) {
    const { rows } = await queries.query(
      `SELECT * FROM audit_trail WHERE (${where}) AND sequence > $1
       ORDER BY sequence LIMIT ${pageRows}`,
      [last, ...parameters],
    );
    for (const values of rows) yield { sequence: Number(values['sequence']), row: storedRow(values) };
    if (rows.length < pageRows) return;
    last = rows.at(-1)?.['sequence'];
  }
}

function storedRow(values: Readonly<Record<string, unknown>>): StoredRow | undefined {
  const { kind, tenant, consult_id: consultId, payload, previous_hash: previousHash, hash } = values;
  const [sequence, at] = [Number(values['sequence']), Number(values['at'])];
  if (!Number.isSafeInteger(sequence) || !Number.isSafeInteger(at)) return undefined;
  if (typeof kind !== 'string' || typeof tenant !== 'string' || typeof payload !== 'string') return undefined;
  if (typeof consultId !== 'string' && consultId !== null) return undefined;
  if (typeof previousHash !== 'string' || typeof hash !== 'string') return undefined;
  return { sequence, at, kind, tenant, consultId, payload, previousHash, hash };
}

/** The last row's sequence and hash. */
export async function postgresHead(queries: AuditQueries): Promise<AuditHead | undefined> {
  const { rows } = await queries.query(
    'SELECT sequence, hash FROM audit_trail ORDER BY sequence DESC LIMIT 1',
  );
  return rows[0] && { sequence: Number(rows[0]['sequence']), hash: String(rows[0]['hash']) };
}

/**
 * Within a transaction that holds the head: says of these entries, and of others of their consults and kinds, whether there is
 * such a row. What was asked about once is told from then on.
 */
export async function toldIn(
  queries: AuditQueries,
  entries: readonly AuditEntry[],
): Promise<(entry: AuditEntry) => boolean> {
  const keyOf = (consultId: unknown, kind: unknown): string => JSON.stringify([consultId, kind]);
  const told = new Set<string>();
  if (entries.length > 0) {
    const { rows } = await queries.query(
      'SELECT DISTINCT consult_id, kind FROM audit_trail WHERE consult_id = ANY($1) AND kind = ANY($2)',
      [entries.map(({ consultId }) => consultId), entries.map(({ kind }) => kind)],
    );
    for (const row of rows) told.add(keyOf(row['consult_id'], row['kind']));
  }
  return ({ consultId, kind }) => {
    const key = keyOf(consultId, kind);
    const isTold = told.has(key);
    told.add(key);
    return isTold;
  };
}

/** Within a transaction that holds the head. */
export async function insertAuditRows(queries: AuditQueries, rows: readonly StoredRow[]): Promise<void> {
  const column = <Value>(pick: (row: StoredRow) => Value): Value[] => rows.map(pick);
  await queries.query(
    `INSERT INTO audit_trail SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[],
       $7::text[], $8::text[]) AS one (sequence) ORDER BY sequence`,
    [
      column(({ sequence }) => sequence),
      column(({ at }) => at),
      column(({ kind }) => kind),
      column(({ tenant }) => tenant),
      column(({ consultId }) => consultId),
      column(({ payload }) => payload),
      column(({ previousHash }) => previousHash),
      column(({ hash }) => hash),
    ],
  );
}
