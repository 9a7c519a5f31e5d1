import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createBackgroundTurns } from '../../packages/server/src/instances/background-turns.ts';
import { startCuttableProxy } from '../e2e/cuttable-proxy.ts';
import { eventually } from '../e2e/eventually.ts';
import { type RunningPostgres, scratchDatabase, startPostgres } from '../servers/start-postgres.ts';
import { twoDays, usageOnPostgres } from './usage-on-postgres.ts';

let server: RunningPostgres;
beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(() => server.stop());

async function database() {
  const { url, drop } = await scratchDatabase(server);
  const pools: Pool[] = [];
  onTestFinished(async () => {
    for (const pool of pools) await pool.end();
    await drop();
  });
  const connect = (connectionString = url): Pool => {
    const pool = new Pool({ connectionString, max: 4 });
    pool.on('error', () => undefined);
    pools.push(pool);
    return pool;
  };
  return { url, connect };
}

describe('turns of background work', () => {
  test('are had by one instance at a time, each work by itself', async () => {
    const { connect } = await database();
    const [one, two] = [createBackgroundTurns(connect()), createBackgroundTurns(connect())];
    const turn = await one.take('daily');
    expect(turn?.lost.aborted).toBe(false);
    expect([await two.take('daily'), await one.take('daily')]).toEqual([undefined, undefined]);
    await (await two.take('twilio'))?.giveBack();
    await turn?.giveBack();
    const next = await two.take('daily');
    expect(next).toBeDefined();
    expect(await one.take('daily')).toBeUndefined();
    await next?.giveBack();
  });

  test('are lost with the connection, and whoever had one is told', async () => {
    const { connect, url } = await database();
    const proxy = await startCuttableProxy(Number(new URL(url).port));
    onTestFinished(() => proxy.close());
    const through = new URL(url);
    through.port = String(proxy.port);
    const [one, two] = [createBackgroundTurns(connect(through.href)), createBackgroundTurns(connect())];
    const turn = await one.take('daily');
    const resume = proxy.cut();
    const taken = await eventually(
      'the other one to have it',
      () => two.take('daily'),
      (next) => next !== undefined,
    );
    expect(turn?.lost.aborted).toBe(true);
    await turn?.giveBack();
    resume();
    expect(await one.take('daily')).toBeUndefined();
    await taken?.giveBack();
    await (await one.take('daily'))?.giveBack();
  });
});

describe('a vendor’s usage', () => {
  test('is asked for by one of two instances that come at once', async () => {
    const { connect } = await database();
    const one = await usageOnPostgres(connect(), () => Promise.resolve());
    const two = await usageOnPostgres(connect(), () => Promise.resolve());
    await Promise.all([one.pull(), two.pull()]);
    await two.pull();
    expect([...one.asked, ...two.asked]).toEqual(twoDays);
  });

  test('is asked for by another one when an instance is killed (-9) in the middle, from where it was', async () => {
    const { connect, url } = await database();
    const other = await usageOnPostgres(connect(), () => Promise.resolve());
    const program = join(import.meta.dirname, 'pull-until-killed.ts');
    const child = spawn(process.execPath, ['--conditions=patchbay-source', program, url], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    await once(child.stdout, 'data');
    expect(await other.pull()).toEqual([]);
    child.kill('SIGKILL');
    const pulled = await eventually('its turn', other.pull, (days) => days.length > 0);
    expect(pulled).toEqual([{ day: twoDays[1], outcome: 'new' }]);
    expect(other.asked).toEqual([twoDays[1]]);
    expect(await other.pull()).toEqual([]);
  }, 60_000);
});
