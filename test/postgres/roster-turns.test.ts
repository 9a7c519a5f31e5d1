import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createManualTime } from '../../packages/server/test/manual-time.ts';
import { startPatchbay, type TestPatchbay } from '../../packages/server/test/start-patchbay.ts';
import { eventually } from '../e2e/eventually.ts';
import { type RunningPostgres, scratchDatabase, startPostgres } from '../servers/start-postgres.ts';

let server: RunningPostgres;
beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(() => server.stop());

const consults = 12;
const input = { consults: { maximumSeconds: 600 }, metering: { rosterPollSeconds: 5 } };

test('each consult is looked after by one of two instances, and by the other one when that is gone', async () => {
  const { url, pool, drop } = await scratchDatabase(server);
  onTestFinished(drop);
  const time = createManualTime();
  const first = await startPatchbay({ databaseUrl: url, time, input });
  const second = await startPatchbay({ databaseUrl: url, time, input });
  // No faster than the database answers: an instance that hears nothing of it for long is cut off.
  const pass = async (seconds: number): Promise<void> => {
    for (let step = 0; step < seconds * 2; step += 1) {
      await time.advance(500);
      await sleep(15);
    }
  };
  const alive = (instance: TestPatchbay, count: number) =>
    eventually(
      `${count} to be alive`,
      async () => {
        await pass(0.5);
        return (await instance.send('GET', '/metrics')).text;
      },
      (text) => text.includes(`patchbay_instances_alive ${count}\n`),
    );
  await alive(first, 2);
  await alive(second, 2);
  for (let index = 0; index < consults; index += 1) await first.openConsult();
  const polls = ({ vendor }: TestPatchbay): number =>
    vendor.calls.filter((call) => call === 'listParticipants').length;
  const polled = polls(first) + polls(second);
  await pass(5);
  await eventually(
    'a round of both',
    () => Promise.resolve(polls(first) + polls(second)),
    (sum) => sum >= polled + consults,
  );
  expect([polls(first), polls(second)].toSorted((a, b) => a - b)[0]).toBeGreaterThan(0);
  expect(polls(first) + polls(second)).toBe(polled + consults);

  await first.patchbay.close();
  await alive(second, 1);
  await pass(600);
  await eventually(
    'the end of every consult that is too old',
    async () => {
      await pass(5);
      return (await pool.query("SELECT id FROM consult WHERE state <> 'ended'")).rows.length;
    },
    (count) => count === 0,
  );
  const { rows } = await pool.query("SELECT count(*) AS count FROM audit_trail WHERE kind = 'consult-ended'");
  expect(rows).toEqual([{ count: String(consults) }]);
}, 60_000);
