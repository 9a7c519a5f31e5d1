import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openPostgresLedger } from '@patchbay/metering';
import type { ConsultExplanation } from '@patchbay/server';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { attestedConfig, writeConfig } from '../../packages/cli/test/attested-config.ts';
import { errorOf, run, testNow } from '../../packages/cli/test/run-in-process.ts';
import { scratchFolder } from '../../packages/cli/test/scratch-folder.ts';
import { appendConsult, openLedgerIn } from '../../packages/cli/test/seed-ledger.ts';
import { appendVisit, visitPersons } from '../../packages/cli/test/seed-visit.ts';
import { type RunningPostgres, scratchDatabase, startPostgres } from '../servers/start-postgres.ts';

let server: RunningPostgres;
beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(() => server.stop());

const october = Date.UTC(2026, 9, 5, 9);
const ever = ['--from', '2026-01-01', '--to', '2027-01-01'];
/** All commands read a ledger in PostgreSQL where the config names one. */
async function folder(url?: string) {
  const cwd = await scratchFolder();
  await writeConfig(cwd, attestedConfig());
  const env = url === undefined ? {} : { PATCHBAY_DATABASE_URL: url };
  return { cwd, ask: (...args: readonly string[]) => run(['ledger', ...args], { cwd, env }) };
}

/** A ledger in PostgreSQL: with a visit of many kinds of evidence and a short consult, or empty. */
async function inPostgres(fill: 'filled' | 'empty') {
  const { url, pool, drop } = await scratchDatabase(server);
  onTestFinished(drop);
  const ledger = await openPostgresLedger({ pool, now: () => testNow });
  if (fill === 'filled') {
    await appendVisit(ledger);
    await appendConsult(ledger, {
      provider: 'twilio',
      consultId: '=c,1',
      start: october,
      minutes: 5,
      people: 2,
    });
  }
  return { ...(await folder(url)), ledger };
}

async function inSqlite() {
  const made = await folder();
  const ledger = await openLedgerIn(made.cwd);
  onTestFinished(() => ledger.close());
  return { ...made, ledger };
}

test('export and import carry a ledger from PostgreSQL to SQLite and back, to the last row', async () => {
  const [from, between, back] = [await inPostgres('filled'), await inSqlite(), await inPostgres('empty')];
  const out = join(from.cwd, 'evidence.ndjson');
  const exported = await from.ask('export', '--format', 'cloudevents', ...ever, '--out', out, '--json');
  expect(exported.json()).toEqual({ file: out, format: 'cloudevents', rows: 50 });
  expect((await between.ask('import', '--in', out, '--json')).json()).toEqual({ imported: 50, known: 0 });
  const again = join(between.cwd, 'again.ndjson');
  await between.ask('export', '--format', 'cloudevents', ...ever, '--out', again);
  expect(await readFile(again, 'utf8')).toBe(await readFile(out, 'utf8'));
  expect((await back.ask('import', '--in', again, '--json')).json()).toEqual({ imported: 50, known: 0 });
  expect((await back.ask('import', '--in', again, '--json')).json()).toEqual({ imported: 0, known: 50 });
  for (const consult of ['visit-1', '=c,1']) {
    const rows = await from.ledger.evidenceOf(consult);
    expect(await back.ledger.evidenceOf(consult)).toEqual(rows);
    expect(await between.ledger.evidenceOf(consult)).toEqual(rows);
  }
  expect((await back.ask('verify')).exit).toBe(0);
});

test('explain and the tables of intervals and hours say in PostgreSQL what they say in SQLite', async () => {
  const [postgres, sqlite] = [await inPostgres('filled'), await inSqlite()];
  await postgres.ask('export', '--format', 'cloudevents', ...ever, '--out', join(sqlite.cwd, 'rows.ndjson'));
  await sqlite.ask('import', '--in', 'rows.ndjson');
  const explained = await postgres.ask('explain', 'visit-1', '--json');
  expect(explained.exit).toBe(0);
  const told = explained.json() as ConsultExplanation;
  expect(told.intervals.map(({ connection, endBasis }) => [connection, endBasis])).toEqual([
    ['PA_patient', 'witness'],
    ['PA_clinician', 'observed'],
  ]);
  expect(told.evidence.filter(({ setAside }) => setAside !== undefined)).toHaveLength(3);
  expect(told).toEqual((await sqlite.ask('explain', 'visit-1', '--json')).json());
  expect((await postgres.ask('explain', 'visit-1')).stdout).toBe(
    (await sqlite.ask('explain', 'visit-1')).stdout,
  );
  for (const key of Object.values(visitPersons)) expect(explained.stdout).not.toContain(key);
  // Hours come from what was rolled up.
  for (const { ask } of [postgres, sqlite]) expect((await ask('close', '2026-10')).exit).toBe(0);
  for (const table of ['intervals', 'hours']) {
    const text = async ({ ask, cwd }: typeof postgres | typeof sqlite): Promise<string> => {
      await ask('export', '--format', 'csv', '--table', table, ...ever, '--out', `${table}.csv`);
      return readFile(join(cwd, `${table}.csv`), 'utf8');
    };
    const written = await text(postgres);
    expect(written.trimEnd().split('\r\n').length).toBeGreaterThan(2);
    expect(written).toBe(await text(sqlite));
  }
});

test('an unknown consult and a line that is no evidence are told, and nothing is taken', async () => {
  const { ask, cwd, ledger } = await inPostgres('filled');
  const unknown = await ask('explain', 'another', '--json');
  expect([unknown.exit, errorOf(unknown).code]).toEqual([1, 'consult-unknown']);
  const ran = await ask('import', '--in', join(cwd, 'patchbay.config.ts'), '--json');
  expect([ran.exit, errorOf(ran).code]).toEqual([1, 'import-malformed']);
  expect(await ledger.evidenceOf('visit-1')).toHaveLength(46);
});
