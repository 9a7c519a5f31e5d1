import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { processSchedule, type Schedule } from '../../packages/server/src/backends/schedule.ts';
import { createRateLimits } from '../../packages/server/src/http/rate-limits.ts';
import { openSharedRates } from '../../packages/server/src/instances/open-shared-rates.ts';
import { northKey, startPatchbay } from '../../packages/server/test/start-patchbay.ts';
import { eventually } from '../e2e/eventually.ts';
import { type RunningPostgres, scratchDatabase, startPostgres } from '../servers/start-postgres.ts';
import { type Instance, startCluster } from './instance-cluster.ts';

let server: RunningPostgres;
beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(() => server.stop());

const key = randomBytes(32);
const unhurried: Schedule = (callback, milliseconds) => processSchedule(callback, 20 * milliseconds);
const limit = { requests: 60, seconds: 60 };

/** Unless told, a database on a busy machine has longer than a request would wait for it. */
function limitsOf({ pool, instances }: Instance, schedule: Schedule = unhurried) {
  const shared = openSharedRates({ pool, instances, key, schedule });
  const settings = { perTenant: limit, perParticipant: limit, perAddress: limit, signalling: limit };
  const limits = createRateLimits({ settings, shared });
  return {
    check: (address: string) => limits.check('address', address),
    /** How many of so many at once are let through. */
    come: async (address: string, count: number): Promise<number> => {
      const attempts = Array.from({ length: count }, () => limits.consume('address', address));
      const settled = await Promise.allSettled(attempts);
      return settled.filter(({ status }) => status === 'fulfilled').length;
    },
  };
}

test('three instances together let through what one would, and each at least half of it by itself', async () => {
  const { instances, admin } = await startCluster(server, 3);
  const [one, two, three] = instances.map((instance) => limitsOf(instance)) as [
    ReturnType<typeof limitsOf>,
    ReturnType<typeof limitsOf>,
    ReturnType<typeof limitsOf>,
  ];
  const each = await Promise.all([one, two, three].map(({ come }) => come('192.0.2.1', 100)));
  const sum = each.reduce((all, count) => all + count, 0);
  expect(sum).toBeLessThanOrEqual(60);
  expect(sum).toBeGreaterThanOrEqual(54);
  const alone = await two.come('192.0.2.2', 100);
  expect(alone).toBeLessThanOrEqual(60);
  expect(alone).toBeGreaterThanOrEqual(30);
  // Somebody else's is another.
  expect(await three.come('192.0.2.3', 8)).toBe(8);
  await expect(two.check('192.0.2.2')).rejects.toMatchObject({ code: 'rate-limited' });
  await expect(two.check('192.0.2.3')).resolves.toBeUndefined();
  const { rows } = await admin.query('SELECT * FROM rate_taken');
  expect(rows).toHaveLength(2);
  expect(JSON.stringify(rows)).not.toContain('192.0.2');
});

test('an instance that is cut off from the database lets its part through', async () => {
  const { instances, kill } = await startCluster(server, 3);
  const [first] = instances as [Instance];
  const limits = limitsOf(first, processSchedule);
  expect(await limits.come('192.0.2.9', 1)).toBe(1);
  kill(0);
  expect(await limits.come('192.0.2.1', 100)).toBe(20);
  await eventually(
    'it to be cut off',
    async () => first.instances.alive(),
    (alive) => alive === 0,
  );
  expect(await limits.come('192.0.2.2', 100)).toBe(20);
}, 30_000);

test('two servers on one database share what a tenant may ask', async () => {
  const { url, drop } = await scratchDatabase(server);
  const input = { server: { rateLimits: { perTenant: { requests: 40, seconds: 60 } } } };
  const [one, other] = [
    await startPatchbay({ databaseUrl: url, input }),
    await startPatchbay({ databaseUrl: url, input }),
  ];
  onTestFinished(async () => {
    for (const { patchbay } of [one, other]) await patchbay.close();
    await drop();
  });
  const metrics = async ({ send }: typeof one) => (await send('GET', '/metrics')).text;
  await eventually(
    'both to know each other',
    async () => {
      // Their clocks are moved by hand, and with them the looks at who is alive.
      for (const { time } of [one, other]) await time.advance(1_000);
      return [await metrics(one), await metrics(other)];
    },
    (texts) => texts.every((text) => text.includes('patchbay_instances_alive 2\n')),
  );
  let answered = 0;
  for (let turn = 0; turn < 50; turn += 1)
    for (const { send } of [one, other]) {
      const { status } = await send('GET', '/v1/consults/none', { key: northKey });
      if (status !== 429) answered += 1;
    }
  expect(answered).toBeLessThanOrEqual(40);
  expect(answered).toBeGreaterThanOrEqual(36);
}, 30_000);
