import type { DatabaseSync } from 'node:sqlite';
import type { Evidence } from '@patchbay/contract';
import { evidenceFrom } from './evidence-row.ts';
import { evidenceTimes } from './evidence-times.ts';
import type { AppendResult, ConsultSpan, LedgerPeriod } from './ledger.ts';

/** The ledger's statements, prepared once. Synchronous; throws what node:sqlite throws. */
export interface SqliteRows {
  /** Within the caller's transaction. */
  insert(rows: readonly Evidence[]): AppendResult;
  evidenceOf(consultId: string, tenant: string | undefined): readonly Evidence[];
  consultsBetween(period: LedgerPeriod): readonly ConsultSpan[];
  count(): number;
}

export function sqliteRows(database: DatabaseSync): SqliteRows {
  const known = database.prepare('SELECT 1 FROM evidence WHERE id = ?');
  const consult = database.prepare(`
    INSERT INTO consult (tenant, consult_id, first, last) VALUES (:tenant, :consultId, :first, :last)
    ON CONFLICT (consult_id, tenant)
    DO UPDATE SET first = min(first, excluded.first), last = max(last, excluded.last)
    RETURNING number`);
  const insert = database.prepare(`
    INSERT INTO evidence
      (id, consult, kind, source, provider, person, connection, participant_class, at, precision, received_at,
       sequence, elapsed)
    VALUES
      (:id, :consult, :kind, :source, :provider, :person, :connection, :participantClass, :at, :precision,
       :receivedAt, :sequence, :elapsed)`);
  const ofConsult = database.prepare(`
    SELECT evidence.*, consult.tenant, consult.consult_id
    FROM consult JOIN evidence ON evidence.consult = consult.number
    WHERE consult.consult_id = :consultId AND consult.tenant = coalesce(:tenant, consult.tenant)
    ORDER BY evidence.number`);
  const between = database.prepare(`
    SELECT tenant, consult_id, first, last FROM consult
    WHERE last >= :from AND first < :to AND tenant = coalesce(:tenant, tenant)
    ORDER BY first, consult_id, tenant`);
  const due = database.prepare(
    'INSERT INTO ledger_due (consult, due) VALUES (:consult, 0) ON CONFLICT (consult) DO UPDATE SET due = 0',
  );
  const person = database.prepare(
    'INSERT INTO ledger_person (person, consult) VALUES (:person, :consult) ON CONFLICT DO NOTHING',
  );
  // As long as no row was removed, the last number is the count, without a scan.
  const removed = database.prepare('SELECT 1 FROM ledger_forgotten LIMIT 1');
  const last = database.prepare('SELECT coalesce(max(number), 0) AS count FROM evidence');
  const all = database.prepare('SELECT count(*) AS count FROM evidence');

  const insertOne = (row: Evidence): number => {
    const found = consult.get({ tenant: row.tenant, consultId: row.consultId, ...evidenceTimes(row) });
    const number = Number(found?.['number']);
    insert.run({
      id: row.id,
      consult: number,
      kind: row.kind,
      source: row.source,
      provider: row.provider,
      person: row.person ?? null,
      connection: row.connection ?? null,
      participantClass: row.participantClass,
      at: row.at,
      precision: row.precision,
      receivedAt: row.receivedAt,
      sequence: row.beat?.sequence ?? null,
      elapsed: row.beat?.elapsed ?? null,
    });
    return number;
  };

  return {
    insert(rows) {
      const accepted: string[] = [];
      const duplicates: string[] = [];
      const changed = new Map<number, Set<string>>();
      for (const row of rows) {
        if (known.get(row.id) === undefined) {
          const number = insertOne(row);
          const persons = changed.get(number) ?? new Set();
          changed.set(number, row.person === undefined ? persons : persons.add(row.person));
          accepted.push(row.id);
        } else {
          duplicates.push(row.id);
        }
      }
      for (const [number, persons] of changed) {
        due.run({ consult: number });
        for (const one of persons) person.run({ person: one, consult: number });
      }
      return { accepted, duplicates };
    },
    evidenceOf: (consultId, tenant) => ofConsult.all({ consultId, tenant: tenant ?? null }).map(evidenceFrom),
    consultsBetween: ({ from, to, tenant }) =>
      between.all({ from, to, tenant: tenant ?? null }).map((row) => ({
        tenant: String(row['tenant']),
        consultId: String(row['consult_id']),
        first: Number(row['first']),
        last: Number(row['last']),
      })),
    count: () => Number((removed.get() === undefined ? last : all).get()?.['count']),
  };
}
