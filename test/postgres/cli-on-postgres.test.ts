import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { run } from '../../packages/cli/test/run-in-process.ts';
import { scratchFolder } from '../../packages/cli/test/scratch-folder.ts';
import { startPatchbay } from '../../packages/server/test/start-patchbay.ts';
import { type RunningPostgres, scratchDatabase, startPostgres } from '../servers/start-postgres.ts';

let server: RunningPostgres;
beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(() => server.stop());

const keys = {
  PATCHBAY_SECRET: 'a secret of more than thirty-two characters',
  PATCHBAY_API_KEY: 'an-api-key-of-twenty-characters',
};

async function database() {
  const { url, pool, drop } = await scratchDatabase(server);
  onTestFinished(() => drop());
  const cwd = await scratchFolder();
  const patchbay = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    run(args, { cwd, env: { PATCHBAY_DATABASE_URL: url, ...env } });
  return { url, pool, patchbay, place: url.replace(/\/\/[^@]*@/, '//') };
}

interface StoreFinding {
  readonly check: string;
  readonly subject: string;
  readonly state: string;
  readonly code: string;
}
const storesIn = (report: unknown): readonly StoreFinding[] =>
  (report as { readonly findings: readonly StoreFinding[] }).findings.filter(
    ({ check }) => check === 'store',
  );

test('check tells which store is used, and makes nothing in it', async () => {
  const { url, pool, patchbay, place } = await database();
  const first = await patchbay(['check', '--json'], keys);
  expect(storesIn(first.json()).map(({ subject, code }) => [subject, code])).toEqual([
    [place, 'database-reachable'],
    [`${place} consults`, 'store-absent'],
    [`${place} rooms`, 'store-absent'],
    [`${place} audit`, 'store-absent'],
    [`${place} ledger`, 'store-absent'],
  ]);
  const { rows } = await pool.query("SELECT 1 FROM pg_tables WHERE schemaname = 'public'");
  expect(rows).toEqual([]);
  const { patchbay: running } = await startPatchbay({ databaseUrl: url });
  await running.close();
  const second = await patchbay(['check', '--json'], keys);
  expect(storesIn(second.json()).map(({ state, code }) => [state, code])).toEqual([
    ['ok', 'database-reachable'],
    ['ok', 'store-sound'],
    ['ok', 'store-sound'],
    ['ok', 'audit-intact'],
    ['ok', 'store-sound'],
  ]);
  await pool.query('INSERT INTO consult_migration VALUES (99, 0)');
  const third = await patchbay(['check', '--json'], keys);
  expect(third.exit).not.toBe(0);
  expect(storesIn(third.json())).toContainEqual(expect.objectContaining({ code: 'store-too-new' }));
  for (const { stdout, stderr } of [first, second, third])
    expect(stdout + stderr).not.toContain(new URL(url).password);
});

test('check and serve say in a sentence that the database cannot be reached', async () => {
  const { url, patchbay } = await database();
  const away = new URL(url);
  away.port = '1';
  const env = { ...keys, PATCHBAY_DATABASE_URL: away.href };
  const checked = await patchbay(['check', '--json'], env);
  expect(storesIn(checked.json())).toMatchObject([{ state: 'unavailable', code: 'store-unavailable' }]);
  expect(checked.stdout).toContain('nothing listens there');
  const served = await patchbay(['serve', '--json'], env);
  expect(served.exit).toBe(4);
  expect(served.stdout + served.stderr).toContain('nothing listens there');
  for (const { stdout, stderr } of [checked, served]) expect(stdout + stderr).not.toContain(away.password);
});

test('audit verify and report read the database, without the server’s keys', async () => {
  const { url, pool, patchbay, place } = await database();
  const { openConsult, patchbay: running } = await startPatchbay({ databaseUrl: url });
  await openConsult();
  await running.close();
  const verified = await patchbay(['audit', 'verify', '--json']);
  expect(verified.exit).toBe(0);
  expect(verified.json()).toMatchObject({ file: place, result: 'intact', rows: 3 });
  const { head } = verified.json() as { readonly head: { readonly hash: string } };
  expect((await patchbay(['audit', 'verify', '--head', `3:${head.hash}`])).exit).toBe(0);
  expect((await patchbay(['audit', 'verify', '--head', `3:${'0'.repeat(64)}`])).exit).toBe(1);
  expect((await patchbay(['report', '--json'])).exit).toBe(0);
  await pool.query(
    'ALTER TABLE audit_trail DISABLE TRIGGER USER; DELETE FROM audit_trail WHERE sequence = 2',
  );
  const broken = await patchbay(['audit', 'verify', '--json']);
  expect(broken.exit).toBe(1);
  expect(broken.json()).toMatchObject({ result: 'broken', sequence: 2 });
});
