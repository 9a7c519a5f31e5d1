import { Pool } from 'pg';
import { twoDays, usageOnPostgres } from './usage-on-postgres.ts';

/** Answers about one day, begins to ask about the next one, and waits to be killed. `argv`: the database's address. */
const pool = new Pool({ connectionString: process.argv[2] });
const { pull } = await usageOnPostgres(pool, async (day) => {
  if (day !== twoDays[1]) return;
  process.stdout.write('asking\n');
  await new Promise(() => undefined);
});
// Something to wait for, or the process would end.
setInterval(() => undefined, 60_000);
await pull();
