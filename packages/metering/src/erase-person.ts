import { evidenceId } from './evidence-id.ts';
import { evidenceFrom } from './evidence-row.ts';
import { type Dialect, statement, type Steps } from './ledger-work.ts';
import { connectionsFrom, presenceBody } from './presence-body.ts';

/** Random lower-case hex digits, so many. */
export type RandomHex = (digits: number) => string;

export interface PersonQuestion {
  readonly tenant: string;
  /** The `personKey`. */
  readonly person: string;
}

/** The consults of a person: those that have been quiet since `quietSince`, and how many have not. */
export function* consultsOfPerson(
  { consults }: Dialect,
  { tenant, person }: PersonQuestion,
  quietSince: number,
): Steps<{ readonly quiet: readonly number[]; readonly waiting: number }> {
  const rows = yield statement(
    `SELECT number, last FROM ledger_person JOIN ${consults} AS one ON one.number = ledger_person.consult
     WHERE ledger_person.person = $1 AND one.tenant = $2 ORDER BY number`,
    person,
    tenant,
  );
  const quiet = rows.filter(({ last }) => Number(last) < quietSince).map(({ number }) => Number(number));
  return { quiet, waiting: rows.length - quiet.length };
}

/**
 * Gives the person a random key in one consult, and everything from which the old one could be proved: the ids of
 * heartbeats are hashes over the key and the page's connection, so both are exchanged.
 */
export function* erasePerson(
  { consults, evidence, evidenceOfConsult, holding }: Dialect,
  consult: number,
  person: string,
  { now, randomHex }: { readonly now: number; readonly randomHex: RandomHex },
): Steps<void> {
  yield statement(`SELECT number FROM ${consults} WHERE number = $1 ${holding}`, consult);
  // Waits for whoever folds the consult just now; what is read from here on is what it left.
  yield statement(
    'INSERT INTO ledger_due (consult, due) VALUES ($1, 0) ON CONFLICT (consult) DO UPDATE SET due = 0',
    consult,
  );
  const rows = (yield statement(evidenceOfConsult, consult))
    .map(evidenceFrom)
    .filter((row) => row.source === 'heartbeat' && row.person === person);
  const key = randomHex(32);
  const pages = new Map(rows.map((row) => [row.connection ?? '', randomHex(32)]));
  for (const row of rows) {
    const page = pages.get(row.connection ?? '');
    // Of what is random: it proves nothing, and can be verified.
    const id = evidenceId({ ...row, person: key, connection: page });
    yield statement(
      `UPDATE ${evidence} SET id = $1, connection = $2 WHERE consult = $3 AND id = $4`,
      id,
      page ?? null,
      consult,
      row.id,
    );
  }
  yield statement(
    `UPDATE ${evidence} SET person = $1 WHERE consult = $2 AND person = $3`,
    key,
    consult,
    person,
  );
  yield statement(
    'UPDATE ledger_person SET person = $1 WHERE consult = $2 AND person = $3',
    key,
    consult,
    person,
  );
  yield statement(
    `UPDATE ledger_vendor_line SET person = $1 WHERE person = $2
       AND (tenant, consult_id) IN (SELECT tenant, consult_id FROM ${consults} WHERE number = $3)`,
    key,
    person,
    consult,
  );
  const [presence] = yield statement('SELECT body FROM ledger_presence WHERE consult = $1', consult);
  if (presence !== undefined) {
    const connections = connectionsFrom(String(presence['body'])).map((one) =>
      one.person === person
        ? { ...one, person: key, connection: pages.get(one.connection) ?? one.connection }
        : one,
    );
    yield statement(
      'UPDATE ledger_presence SET body = $1 WHERE consult = $2',
      presenceBody(connections),
      consult,
    );
  }
  yield statement(
    'INSERT INTO ledger_trace (made_at, act, consults, evidence_rows) VALUES ($1, $2, 1, $3)',
    now,
    'erased',
    rows.length,
  );
}
