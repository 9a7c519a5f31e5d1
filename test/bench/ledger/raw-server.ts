// The raw thing of the HTTP measure, a process of its own: takes a batch of CloudEvents, and inserts it into one table.
import { DatabaseSync } from 'node:sqlite';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';

type Value = string | number | null;
interface SentEvent {
  readonly [name: string]: Value | Readonly<Record<string, Value>>;
  readonly data: Readonly<Record<string, Value>>;
}

const [path = ''] = process.argv.slice(2);
const attributes = ['id', 'source', 'type', 'subject', 'time'] as const;
const fields = ['provider', 'userKey', 'connection', 'participantClass', 'precision', 'witness'] as const;
const names = [...attributes, ...fields];

const database = new DatabaseSync(path);
database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000;');
database.exec(
  `CREATE TABLE raw (number INTEGER PRIMARY KEY, ${names.map((name) => (name === 'id' ? 'id text NOT NULL UNIQUE' : name)).join(', ')})`,
);
const statements = new Map<number, ReturnType<typeof database.prepare>>();

/** Prepared once for each size of batch. */
function insertOf(size: number): ReturnType<typeof database.prepare> {
  const places = `(${names.map(() => '?').join(', ')})`;
  const known =
    statements.get(size) ??
    database.prepare(
      `INSERT INTO raw (${names.join(', ')}) VALUES ${Array.from({ length: size }, () => places).join(', ')}`,
    );
  statements.set(size, known);
  return known;
}

const app = new Hono();
app.post('/', async (context) => {
  const events = await context.req.json<readonly SentEvent[]>();
  database.exec('BEGIN IMMEDIATE');
  insertOf(events.length).run(
    ...events.flatMap((event) => [
      ...attributes.map((name) => event[name] as Value),
      ...fields.map((name) => event.data[name] ?? null),
    ]),
  );
  database.exec('COMMIT');
  return context.json({ recorded: events.length });
});
serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => {
  console.log(JSON.stringify({ url: `http://127.0.0.1:${port}` }));
});
