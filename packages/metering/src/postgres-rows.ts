import type { Evidence } from '@patchbay/contract';
import { evidenceFrom } from './evidence-row.ts';
import { evidenceTimes } from './evidence-times.ts';
import type { ConsultSpan, LedgerPeriod } from './ledger.ts';
import type { PostgresQueries } from './postgres-port.ts';
import { firstDayOf } from './postgres-schema.ts';

/** The months whose partitions these rows may need. A consult stays in the month of its first row, whenever others come. */
export const monthsOf = (rows: readonly Evidence[]): ReadonlySet<string> =>
  new Set(rows.map(({ receivedAt }) => firstDayOf(receivedAt)));

/** Inserts what is not there yet, within the caller's transaction. The ids that are new. */
export async function insertEvidence(
  client: PostgresQueries,
  given: readonly Evidence[],
): Promise<ReadonlySet<string>> {
  const rows = [...new Map(given.toReversed().map((row) => [row.id, row])).values()].toReversed();
  const consults = await lockConsults(client, rows);
  const placed = rows.flatMap((row) => {
    const consult = consults.get(keyOf(row));
    return consult === undefined ? [] : [{ ...consult, row }];
  });
  const column = <Value>(pick: (row: Evidence) => Value): Value[] => placed.map(({ row }) => pick(row));
  const { rows: inserted } = await client.query(
    `INSERT INTO ledger_evidence
       (month, consult, id, kind, source, provider, person, connection, participant_class, at, precision, received_at,
        sequence, elapsed)
     SELECT * FROM unnest($1::date[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
       $9::text[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[], $14::bigint[])
     ON CONFLICT (month, id) DO NOTHING RETURNING id`,
    [
      placed.map(({ month }) => month),
      placed.map(({ number }) => number),
      column(({ id }) => id),
      column(({ kind }) => kind),
      column(({ source }) => source),
      column(({ provider }) => provider),
      column(({ person }) => person ?? null),
      column(({ connection }) => connection ?? null),
      column(({ participantClass }) => participantClass),
      column(({ at }) => at),
      column(({ precision }) => precision),
      column(({ receivedAt }) => receivedAt),
      column(({ beat }) => beat?.sequence ?? null),
      column(({ beat }) => beat?.elapsed ?? null),
    ],
  );
  const fresh = new Set(inserted.map(({ id }) => String(id)));
  const changed = placed.filter(({ row }) => fresh.has(row.id));
  await widenConsults(client, changed);
  await markConsults(client, changed);
  return fresh;
}

interface PlacedConsult {
  readonly number: string;
  readonly month: string;
}

const keyOf = ({ tenant, consultId }: Pick<Evidence, 'tenant' | 'consultId'>): string =>
  JSON.stringify([consultId, tenant]);

/** Always in the same order, so that two instances which write of the same consults wait for each other, and never both. */
async function lockConsults(
  client: PostgresQueries,
  rows: readonly Evidence[],
): Promise<ReadonlyMap<string, PlacedConsult>> {
  const firsts = [...new Map(rows.toReversed().map((row) => [keyOf(row), row]))]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, row]) => row);
  const values = [firsts.map(({ tenant }) => tenant), firsts.map(({ consultId }) => consultId)];
  await client.query(
    `INSERT INTO ledger_consult (tenant, consult_id, month, first, last)
     SELECT * FROM unnest($1::text[], $2::text[], $3::date[], $4::bigint[], $5::bigint[])
     ON CONFLICT (consult_id, tenant) DO NOTHING`,
    [
      ...values,
      firsts.map(({ receivedAt }) => firstDayOf(receivedAt)),
      firsts.map((row) => evidenceTimes(row).first),
      firsts.map((row) => evidenceTimes(row).last),
    ],
  );
  const { rows: found } = await client.query(
    `SELECT number, tenant, consult_id, to_char(month, 'YYYY-MM-DD') AS month FROM ledger_consult
     WHERE (tenant, consult_id) IN (SELECT * FROM unnest($1::text[], $2::text[]))
     ORDER BY number FOR NO KEY UPDATE`,
    values,
  );
  return new Map(
    found.map((row) => [
      keyOf({ tenant: String(row['tenant']), consultId: String(row['consult_id']) }),
      { number: String(row['number']), month: String(row['month']) },
    ]),
  );
}

async function widenConsults(
  client: PostgresQueries,
  placed: readonly { readonly number: string; readonly row: Evidence }[],
): Promise<void> {
  if (placed.length === 0) return;
  await client.query(
    `UPDATE ledger_consult SET first = least(ledger_consult.first, wider.first), last = greatest(ledger_consult.last, wider.last)
     FROM (SELECT number, min(first) AS first, max(last) AS last
           FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS one (number, first, last) GROUP BY number) AS wider
     WHERE ledger_consult.number = wider.number
       AND (ledger_consult.first > wider.first OR ledger_consult.last < wider.last)`,
    [
      placed.map(({ number }) => number),
      placed.map(({ row }) => evidenceTimes(row).first),
      placed.map(({ row }) => evidenceTimes(row).last),
    ],
  );
}

/** Due for a new fold. `DO UPDATE` waits for whoever folds the consult just now, and so is not lost with the old mark. */
async function markConsults(
  client: PostgresQueries,
  placed: readonly { readonly number: string; readonly row: Evidence }[],
): Promise<void> {
  if (placed.length === 0) return;
  await client.query(
    `INSERT INTO ledger_due (consult, due) SELECT DISTINCT number, 0 FROM unnest($1::bigint[]) AS one (number) ORDER BY 1
     ON CONFLICT (consult) DO UPDATE SET due = 0`,
    [placed.map(({ number }) => number)],
  );
  await client.query(
    `INSERT INTO ledger_person (person, consult)
     SELECT DISTINCT person, consult FROM unnest($1::text[], $2::bigint[]) AS one (person, consult)
     WHERE person IS NOT NULL ORDER BY 2, 1 ON CONFLICT DO NOTHING`,
    [placed.map(({ row }) => row.person ?? null), placed.map(({ number }) => number)],
  );
}

export const evidenceQuery = `
  SELECT ledger_evidence.*, ledger_consult.tenant, ledger_consult.consult_id
  FROM ledger_consult JOIN ledger_evidence
    ON ledger_evidence.consult = ledger_consult.number AND ledger_evidence.month = ledger_consult.month`;

export async function selectEvidence(
  client: PostgresQueries,
  consultId: string,
  tenant: string | undefined,
): Promise<readonly Evidence[]> {
  const { rows } = await client.query(
    `${evidenceQuery} WHERE consult_id = $1 AND tenant = coalesce($2, tenant) ORDER BY ledger_evidence.number`,
    [consultId, tenant ?? null],
  );
  return rows.map(evidenceFrom);
}

/** Of several consults, each by itself, in the order given; a consult of which there is nothing is left out. */
export async function selectConsults(
  client: PostgresQueries,
  spans: readonly ConsultSpan[],
): Promise<readonly (readonly Evidence[])[]> {
  const { rows } = await client.query(
    `${evidenceQuery} WHERE (tenant, consult_id) IN (SELECT * FROM unnest($1::text[], $2::text[]))
     ORDER BY ledger_evidence.number`,
    [spans.map(({ tenant }) => tenant), spans.map(({ consultId }) => consultId)],
  );
  const byConsult = Map.groupBy(rows.map(evidenceFrom), keyOf);
  return spans.flatMap((span) => {
    const found = byConsult.get(keyOf(span));
    return found === undefined ? [] : [found];
  });
}

export async function selectSpans(
  client: PostgresQueries,
  { from, to, tenant }: LedgerPeriod,
): Promise<readonly ConsultSpan[]> {
  const { rows } = await client.query(
    `SELECT tenant, consult_id, first, last FROM ledger_consult
     WHERE last >= $1::bigint AND first < $2::bigint AND tenant = coalesce($3, tenant) ORDER BY first, consult_id, tenant`,
    [whole(from), whole(to), tenant ?? null],
  );
  return rows.map((row) => ({
    tenant: String(row['tenant']),
    consultId: String(row['consult_id']),
    first: Number(row['first']),
    last: Number(row['last']),
  }));
}

/** A period may be open at either end. */
const whole = (at: number): number =>
  Math.ceil(Math.min(Math.max(at, Number.MIN_SAFE_INTEGER), Number.MAX_SAFE_INTEGER));
