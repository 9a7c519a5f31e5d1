import { type Dialect, statement, type Steps } from './ledger-work.ts';
import { connectionsFrom, presenceBody } from './presence-body.ts';

export interface Forgotten {
  readonly consults: number;
  readonly evidenceRows: number;
}

/**
 * Forgets some consults that were over before `before` and wait for nothing. Their times stay, for hours are computed from
 * them; persons and connections become numbers within the consult.
 */
export function* forgetSome(
  { consults, evidence, holding, removal }: Dialect,
  before: number,
  most: number,
): Steps<Forgotten> {
  const rows = yield statement(
    `SELECT number FROM ${consults} AS one WHERE last < $1
       AND NOT EXISTS (SELECT 1 FROM ledger_due WHERE consult = one.number)
       AND NOT EXISTS (SELECT 1 FROM ledger_forgotten WHERE consult = one.number)
     ORDER BY number LIMIT ${most} ${holding}`,
    before,
  );
  let evidenceRows = 0;
  for (const { number } of rows) {
    const consult = Number(number);
    const [count] = yield statement(`SELECT count(*) AS count FROM ${evidence} WHERE consult = $1`, consult);
    evidenceRows += Number(count?.['count']);
    yield statement('INSERT INTO ledger_forgotten (consult) VALUES ($1)', consult);
    yield statement('DELETE FROM ledger_person WHERE consult = $1', consult);
    yield statement(
      `UPDATE ledger_vendor_line SET person = NULL
       WHERE (tenant, consult_id) IN (SELECT tenant, consult_id FROM ${consults} WHERE number = $1)`,
      consult,
    );
    if (removal === 'by-consult') yield statement(`DELETE FROM ${evidence} WHERE consult = $1`, consult);
    const [presence] = yield statement('SELECT body FROM ledger_presence WHERE consult = $1', consult);
    if (presence === undefined) continue;
    yield statement(
      'UPDATE ledger_presence SET body = $1 WHERE consult = $2',
      withoutIdentities(String(presence['body'])),
      consult,
    );
  }
  return { consults: rows.length, evidenceRows };
}

export function* traceForgotten({ consults, evidenceRows }: Forgotten, now: number): Steps<void> {
  yield statement(
    'INSERT INTO ledger_trace (made_at, act, consults, evidence_rows) VALUES ($1, $2, $3, $4)',
    now,
    'forgotten',
    consults,
    evidenceRows,
  );
}

function withoutIdentities(body: string): string {
  const connections = connectionsFrom(body);
  const persons = [...new Set(connections.map(({ person }) => person))].filter((one) => one !== undefined);
  return presenceBody(
    connections.map((one, index) => ({
      ...one,
      person: one.person === undefined ? undefined : `person-${persons.indexOf(one.person)}`,
      connection: `connection-${index}`,
    })),
  );
}
