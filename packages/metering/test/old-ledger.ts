import type { Evidence } from '@patchbay/contract';
import { billableConnections } from '../src/billable-connections.ts';
import { noon, row } from '../src/conformance/ledger-row.ts';
import { evidenceTimes } from '../src/evidence-times.ts';
import { foldPresence } from '../src/fold-presence.ts';
import { usageTables } from '../src/usage-tables.ts';
import { heartbeatSeconds, leaseSeconds } from './true-page.ts';

/** What an earlier version of a ledger was, as its SQL stood then, with evidence in it. */
export interface OldLedger {
  readonly evidence: readonly Evidence[];
  /** In order, to be run on an empty database. */
  readonly sql: readonly string[];
}

const minute = 60_000;
export const longAfter = Date.UTC(2026, 7, 20);

const evidence: readonly Evidence[] = ['one', 'two'].flatMap((consultId, index) => {
  const at = noon + index * 20 * minute;
  return ['a', 'b'].flatMap((person) => {
    const of = { consultId, person, connection: `${consultId}-${person}` };
    const page = { ...of, source: 'heartbeat', connection: `page-${consultId}-${person}` } as const;
    return [
      row({ ...of, at, receivedAt: at }),
      row({ ...page, at, receivedAt: at, beat: { sequence: 0, elapsed: 0 } }),
      row({
        ...page,
        kind: 'left',
        at,
        receivedAt: at + 7 * minute,
        beat: { sequence: 28, elapsed: 7 * minute },
      }),
      row({ ...of, kind: 'left', at: at + 7 * minute }),
    ];
  });
});

const text = (value: string | undefined): string => (value === undefined ? 'NULL' : `'${value}'`);

const evidenceColumns =
  'id, consult, kind, source, provider, person, connection, participant_class, at, precision, received_at, sequence, elapsed';

const evidenceValues = (one: Evidence, number: number): string =>
  [
    text(one.id),
    number,
    text(one.kind),
    text(one.source),
    text(one.provider),
    text(one.person),
    text(one.connection),
    text(one.participantClass),
    one.at,
    one.precision,
    one.receivedAt,
    one.beat?.sequence ?? 'NULL',
    one.beat?.elapsed ?? 'NULL',
  ].join(', ');

const consults = [...new Set(evidence.map(({ consultId }) => consultId))].map((consultId, index) => {
  const rows = evidence.filter((one) => one.consultId === consultId);
  const times = rows.map(evidenceTimes);
  return {
    number: index + 1,
    consultId,
    rows,
    first: Math.min(...times.map(({ first }) => first)),
    last: Math.max(...times.map(({ last }) => last)),
  };
});

export const sqliteVersion1: OldLedger = {
  evidence,
  sql: [
    `CREATE TABLE consult (
       number INTEGER PRIMARY KEY, tenant TEXT NOT NULL, consult_id TEXT NOT NULL, first INTEGER NOT NULL,
       last INTEGER NOT NULL, UNIQUE (consult_id, tenant)
     ) STRICT;
     CREATE INDEX consult_by_last ON consult (last);
     CREATE TABLE evidence (
       number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, consult INTEGER NOT NULL REFERENCES consult (number),
       kind TEXT NOT NULL, source TEXT NOT NULL, provider TEXT NOT NULL, person TEXT, connection TEXT,
       participant_class TEXT NOT NULL, at INTEGER NOT NULL, precision INTEGER NOT NULL, received_at INTEGER NOT NULL,
       sequence INTEGER, elapsed INTEGER
     ) STRICT;
     CREATE INDEX evidence_by_consult ON evidence (consult, number);
     CREATE TABLE migration (version INTEGER PRIMARY KEY, applied_at INTEGER NOT NULL) STRICT;
     INSERT INTO migration VALUES (1, 1);
     PRAGMA application_id = 1346522183; PRAGMA user_version = 1;`,
    ...consults.map(
      ({ number, consultId, first, last }) =>
        `INSERT INTO consult VALUES (${number}, 'clinic', '${consultId}', ${first}, ${last});`,
    ),
    ...consults.flatMap(({ number, rows }) =>
      rows.map((one) => `INSERT INTO evidence (${evidenceColumns}) VALUES (${evidenceValues(one, number)});`),
    ),
  ],
};

export const postgresVersion1: OldLedger = {
  evidence,
  sql: [
    `CREATE TABLE ledger_consult (
       number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, tenant text NOT NULL, consult_id text NOT NULL,
       month date NOT NULL, first bigint NOT NULL, last bigint NOT NULL, UNIQUE (consult_id, tenant)
     );
     CREATE INDEX ledger_consult_by_first ON ledger_consult (first);
     CREATE INDEX ledger_consult_by_last ON ledger_consult (last);
     CREATE SEQUENCE ledger_arrival;
     CREATE TABLE ledger_evidence (
       month date NOT NULL, number bigint NOT NULL DEFAULT nextval('ledger_arrival'), id text NOT NULL, consult bigint NOT NULL,
       kind text NOT NULL, source text NOT NULL, provider text NOT NULL, person text, connection text,
       participant_class text NOT NULL, at bigint NOT NULL, precision bigint NOT NULL, received_at bigint NOT NULL,
       sequence bigint, elapsed bigint, PRIMARY KEY (month, id)
     ) PARTITION BY RANGE (month);
     CREATE INDEX ledger_evidence_by_consult ON ledger_evidence (consult, number);
     CREATE TABLE ledger_evidence_2026_06 PARTITION OF ledger_evidence FOR VALUES FROM ('2026-06-01') TO ('2026-07-01');
     CREATE TABLE ledger_migration (version integer PRIMARY KEY, applied_at bigint NOT NULL);
     INSERT INTO ledger_migration VALUES (1, 1);`,
    ...consults.map(
      ({ consultId, first, last }) =>
        `INSERT INTO ledger_consult (tenant, consult_id, month, first, last)
         VALUES ('clinic', '${consultId}', '2026-06-01', ${first}, ${last});`,
    ),
    ...consults.flatMap(({ number, rows }) =>
      rows.map(
        (one) =>
          `INSERT INTO ledger_evidence (month, ${evidenceColumns}) VALUES ('2026-06-01', ${evidenceValues(one, number)});`,
      ),
    ),
  ],
};

/** The first version brought to the second, when June had been rolled up but for its hour, closed, and corrected once. */
export function version2Of({ evidence: rows, sql }: OldLedger, markVersion: string): OldLedger {
  const bodies = consults.map(({ number, rows: of }) => {
    const intervals = foldPresence(of, { leaseSeconds, heartbeatSeconds, now: longAfter });
    return { number, rows: of.length, body: JSON.stringify(billableConnections(intervals)) };
  });
  const figures = JSON.stringify({ consults: 0, connections: 4, milliseconds: 1_680_000, minute_up: 1680 });
  return {
    evidence: rows,
    sql: [
      ...sql,
      usageTables,
      markVersion,
      ...bodies.map(
        ({ number, rows: count, body }) =>
          `INSERT INTO ledger_presence VALUES (${number}, ${count}, '${body}');
           INSERT INTO ledger_presence_hour VALUES (${Math.floor(noon / 3_600_000)}, ${number});
           INSERT INTO ledger_person VALUES ('a', ${number}), ('b', ${number});`,
      ),
      `INSERT INTO ledger_due_hour VALUES (${Math.floor(noon / 3_600_000)});
       INSERT INTO ledger_closed VALUES ('2026-06', ${Date.UTC(2026, 6, 5)});
       INSERT INTO ledger_closing VALUES ('2026-06', 'clinic', 'livekit', 'person', '${figures}');
       INSERT INTO ledger_correction VALUES
         ('2026-06', '2026-07', ${Date.UTC(2026, 6, 6)}, 'clinic', 'livekit', 'person', 1, '["webhook left"]', '${figures}');`,
    ],
  };
}
