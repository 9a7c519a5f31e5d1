import type { DatabaseSync } from 'node:sqlite';
import type { PostgresQueries } from '@patchbay/metering';

/** How many of each were copied. */
export interface CarriedConsults {
  readonly consults: number;
  readonly seats: number;
  readonly rooms: number;
  readonly deliveries: number;
  readonly connections: number;
  readonly unfinished: number;
}

/** Inserted with one statement. */
const atOnce = 1_000;

type Row = Record<string, unknown>;

/** A table there and here; rows go in the order in which they were written where it means something. */
const tables: readonly {
  readonly counted: keyof CarriedConsults;
  readonly from: string;
  readonly order?: string;
  readonly to: string;
  readonly columns: readonly string[];
  readonly read?: (row: Row) => Row;
}[] = [
  {
    counted: 'consults',
    from: 'consult',
    order: 'created_at, id',
    to: 'consult',
    columns: [
      'id',
      'tenant',
      'carriers',
      'room',
      'phi',
      'features',
      'max_participants',
      'state',
      'created_at',
      'ended_at',
    ],
    read: (row) => ({ ...json(row, 'carriers', 'features'), phi: row['phi'] === 1 }),
  },
  { counted: 'seats', from: 'seat', to: 'consult_seat', columns: ['consult_id', 'participant', 'person'] },
  {
    counted: 'rooms',
    from: 'vendor_room',
    order: 'sequence',
    to: 'consult_room',
    columns: ['provider', 'room', 'consult_id'],
  },
  {
    counted: 'deliveries',
    from: 'delivery',
    to: 'consult_delivery',
    columns: ['provider', 'delivery_id', 'received_at'],
  },
  {
    counted: 'connections',
    from: 'connection',
    to: 'consult_connection',
    columns: ['consult_id', 'provider', 'connection', 'participant'],
  },
  {
    counted: 'unfinished',
    from: 'unfinished',
    to: 'consult_unfinished',
    columns: ['consult_id', 'kind', 'payload', 'at', 'due_at'],
    read: (row) => json(row, 'payload'),
  },
];

const json = (row: Row, ...columns: readonly string[]): Row => ({
  ...row,
  ...Object.fromEntries(columns.map((column) => [column, JSON.parse(String(row[column])) as unknown])),
});

/** Copies everything in a consult store's file to empty tables, within a transaction of the caller's. */
export async function carryConsults(
  source: DatabaseSync,
  queries: PostgresQueries,
): Promise<CarriedConsults> {
  const counts = { consults: 0, seats: 0, rooms: 0, deliveries: 0, connections: 0, unfinished: 0 };
  for (const { counted, from, order, to, columns, read = (row: Row) => row } of tables) {
    const names = columns.join(', ');
    const insert = async (rows: readonly Row[]): Promise<void> => {
      if (rows.length === 0) return;
      await queries.query(
        `INSERT INTO ${to} (${names}) SELECT ${names} FROM jsonb_populate_recordset(NULL::${to}, $1)`,
        [JSON.stringify(rows)],
      );
      counts[counted] += rows.length;
    };
    let batch: Row[] = [];
    const select = `SELECT ${names} FROM ${from} ORDER BY ${order ?? names}`;
    for (const row of source.prepare(select).iterate()) {
      batch.push(read(row));
      if (batch.length < atOnce) continue;
      await insert(batch);
      batch = [];
    }
    await insert(batch);
  }
  return counts;
}
