import type { DatabaseSync } from 'node:sqlite';
import type { Evidence } from '@patchbay/contract';
import { carriedText } from './carried-text.ts';
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
  const found = database.prepare('SELECT number FROM consult WHERE consult_id = ? AND tenant = ?');
  const open = database.prepare('INSERT INTO consult (tenant, consult_id, first, last) VALUES (?, ?, ?, ?)');
  const widen = database.prepare(
    'UPDATE consult SET first = min(first, ?2), last = max(last, ?3) WHERE number = ?1 AND (first > ?2 OR last < ?3)',
  );
  const insert = database.prepare(`
    INSERT INTO evidence
      (id, consult, kind, source, provider, person, connection, participant_class, at, precision, received_at,
       sequence, elapsed, carried)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (consult, id) DO NOTHING`);
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
    'INSERT INTO ledger_due (consult, due) VALUES (?, 0) ON CONFLICT (consult) DO UPDATE SET due = 0 WHERE due <> 0',
  );
  const person = database.prepare(
    'INSERT INTO ledger_person (person, consult) VALUES (?, ?) ON CONFLICT DO NOTHING',
  );
  // As long as no row was removed, the last number is the count, without a scan.
  const removed = database.prepare('SELECT 1 FROM ledger_forgotten LIMIT 1');
  const last = database.prepare('SELECT coalesce(max(number), 0) AS count FROM evidence');
  const all = database.prepare('SELECT count(*) AS count FROM evidence');

  const consultOf = (row: Evidence): TouchedConsult => {
    const { first, last } = evidenceTimes(row);
    const number =
      found.get(row.consultId, row.tenant)?.['number'] ??
      open.run(row.tenant, row.consultId, first, last).lastInsertRowid;
    return { number: Number(number), first, last, persons: new Set(), fresh: false };
  };

  /** Whether it is new. */
  const insertOne = (row: Evidence, consult: number): boolean =>
    insert.run(
      row.id,
      consult,
      row.kind,
      row.source,
      row.provider,
      row.person ?? null,
      row.connection ?? null,
      row.participantClass,
      row.at,
      row.precision,
      row.receivedAt,
      row.beat?.sequence ?? null,
      row.beat?.elapsed ?? null,
      row.carried === undefined ? null : carriedText(row.carried),
    ).changes > 0;

  return {
    insert(rows) {
      const accepted: string[] = [];
      const duplicates: string[] = [];
      const touched = new Map<string, TouchedConsult>();
      for (const row of rows) {
        const key = JSON.stringify([row.consultId, row.tenant]);
        const consult = touched.get(key) ?? consultOf(row);
        touched.set(key, consult);
        if (insertOne(row, consult.number)) {
          touch(consult, row);
          accepted.push(row.id);
        } else {
          duplicates.push(row.id);
        }
      }
      // Once per consult, however many of its rows came together: these are what costs.
      for (const { number, first, last, persons, fresh } of touched.values()) {
        if (!fresh) continue;
        widen.run(number, first, last);
        due.run(number);
        for (const one of persons) person.run(one, number);
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

/** A consult of which rows came, and what the new ones among them say. */
interface TouchedConsult {
  readonly number: number;
  readonly persons: Set<string>;
  first: number;
  last: number;
  fresh: boolean;
}

function touch(consult: TouchedConsult, row: Evidence): void {
  const { first, last } = evidenceTimes(row);
  // What a duplicate says of itself is not to be believed: it was written with other times.
  consult.first = consult.fresh ? Math.min(consult.first, first) : first;
  consult.last = consult.fresh ? Math.max(consult.last, last) : last;
  consult.fresh = true;
  if (row.person !== undefined) consult.persons.add(row.person);
}
