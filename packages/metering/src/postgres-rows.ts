import type { Evidence } from '@patchbay/contract';
import { evidenceFrom } from './evidence-row.ts';
import type { ConsultSpan, LedgerPeriod } from './ledger.ts';
import type { PostgresQueries } from './postgres-port.ts';
import { firstDayOf } from './postgres-schema.ts';

/** The months whose partitions these rows may need. A consult stays in the month of its first row, whenever others come. */
export const monthsOf = (rows: readonly Evidence[]): ReadonlySet<string> =>
  new Set(rows.map(({ receivedAt }) => firstDayOf(receivedAt)));

const keyOf = ({ tenant, consultId }: Pick<Evidence, 'tenant' | 'consultId'>): string =>
  JSON.stringify([consultId, tenant]);

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
