import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { errorOf, run } from '../../packages/cli/test/run-in-process.ts';
import { scratchFolder } from '../../packages/cli/test/scratch-folder.ts';
import { startPatchbay, testSecret } from '../../packages/server/test/start-patchbay.ts';
import { type RunningPostgres, scratchDatabase, startPostgres } from '../servers/start-postgres.ts';

let server: RunningPostgres;
beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(() => server.stop());

const another = 'another secret of more than thirty-two characters';

async function database() {
  const { url: databaseUrl, pool, drop } = await scratchDatabase(server);
  onTestFinished(drop);
  const cwd = await scratchFolder();
  const patchbay = (args: readonly string[], secret: string) =>
    run(args, {
      cwd,
      env: {
        PATCHBAY_DATABASE_URL: databaseUrl,
        PATCHBAY_SECRET: secret,
        PATCHBAY_API_KEY: 'an-api-key-of-twenty-characters',
      },
    });
  const start = (secret: string) => startPatchbay({ databaseUrl, input: { secret } });
  return { databaseUrl, pool, patchbay, start };
}

test('an instance with another secret does not start, says why, and disturbs nobody', async () => {
  const { pool, start } = await database();
  const first = await start(testSecret);
  const refusal: unknown = await start(another).catch((error: unknown) => error);
  expect(refusal).toMatchObject({ name: 'StoreError', code: 'other-secret' });
  expect(String(refusal)).toContain('patchbay secret replace');
  expect(String(refusal)).not.toMatch(/another secret of more|a secret of more/);
  const same = await start(testSecret);
  for (const one of [first, same]) expect(await one.openConsult()).not.toBe('undefined');
  const { rows } = await pool.query('SELECT * FROM instance_secret');
  expect(rows).toHaveLength(1);
  expect(JSON.stringify(rows)).not.toContain(testSecret);
  for (const { patchbay } of [first, same]) await patchbay.close();
  // It goes away with nobody.
  await expect(start(another)).rejects.toMatchObject({ code: 'other-secret' });
});

test('two that start at once with different secrets: one of them does', async () => {
  const { start } = await database();
  const settled = await Promise.allSettled([start(testSecret), start(another)]);
  expect(settled.map(({ status }) => status).toSorted((a, b) => a.localeCompare(b))).toEqual([
    'fulfilled',
    'rejected',
  ]);
  for (const one of settled) if (one.status === 'fulfilled') await one.value.patchbay.close();
});

test('check finds it before a server is started, and serve says it in a sentence', async () => {
  const { patchbay, start } = await database();
  const { patchbay: running } = await start(testSecret);
  const checked = await patchbay(['check', '--json'], another);
  expect(checked.exit).toBe(1);
  expect(checked.json()).toMatchObject({
    findings: expect.arrayContaining([expect.objectContaining({ code: 'other-secret', state: 'failed' })]),
  });
  expect((await patchbay(['check', '--json'], testSecret)).stdout).not.toContain('other-secret');
  const served = await patchbay(['serve', '--json'], another);
  expect([served.exit, errorOf(served).code]).toEqual([4, 'other-secret']);
  await running.close();
});

test('the secret is replaced once everybody has stopped, and the trail knows', async () => {
  const { pool, patchbay, start } = await database();
  const { patchbay: running } = await start(testSecret);
  const early = await patchbay(['secret', 'replace', '--json'], another);
  expect([early.exit, errorOf(early).code]).toEqual([4, 'instances-alive']);
  await running.close();
  const replaced = await patchbay(['secret', 'replace', '--json'], another);
  expect(replaced.json()).toMatchObject({ replaced: true });
  expect((await patchbay(['secret', 'replace', '--json'], another)).json()).toMatchObject({
    replaced: false,
  });
  await expect(start(testSecret)).rejects.toMatchObject({ code: 'other-secret' });
  const { patchbay: after } = await start(another);
  await after.close();
  const { rows } = await pool.query("SELECT payload FROM audit_trail WHERE kind = 'secret-replaced'");
  expect(rows).toEqual([{ payload: '{}' }]);
});
