import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { eventually } from '../e2e/eventually.ts';
import { type RunningPostgres, startPostgres } from '../servers/start-postgres.ts';
import { Instance, startCluster } from './instance-cluster.ts';

let server: RunningPostgres;
beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(() => server.stop());
const cluster = (count: number) => startCluster(server, count);

describe('a stranger on the database', () => {
  /** Hears and says what whoever may LISTEN and NOTIFY there can. */
  async function listenIn(admin: Pool) {
    const { rows } = await admin.query<{ objid: string }>(
      `SELECT objid::text FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2 AND mode = 'ExclusiveLock'
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
    const client = await admin.connect();
    const heard: { readonly channel: string; readonly payload: string }[] = [];
    client.on('notification', ({ channel, payload = '' }) => void heard.push({ channel, payload }));
    const channels = rows.map(({ objid }) => `patchbay_${Number(objid).toString(16)}`);
    for (const channel of channels) await client.query(`LISTEN ${channel}`);
    onTestFinished(() => client.release());
    const say = (channel: string, payload: string) =>
      client.query('SELECT pg_notify($1, $2)', [channel, payload]);
    return { heard, say, channels };
  }

  test('reads nothing, and what it sends or sends again is refused and counted', async () => {
    const { instances, admin } = await cluster(2);
    const [one, two] = instances as [Instance, Instance];
    const { heard, say, channels } = await listenIn(admin);
    await one.ask('room');
    const secret = 'sdp and token and key of ann';
    await two.ask('room', secret);
    await eventually(
      'it to be overheard',
      async () => heard.length,
      (count) => count >= 2,
    );
    for (const { payload } of heard) {
      expect(payload).not.toContain('ann');
      expect(Buffer.from(payload, 'base64').toString('latin1')).not.toMatch(/ann|room|ask/);
    }
    const before = heard.length;
    let answered = 0;
    one.host.answer = async () => {
      answered += 1;
      return null;
    };
    for (const { channel, payload } of heard.splice(0)) {
      await say(channel, payload);
      // To somebody else than it was meant for.
      await say(channels.find((other) => other !== channel) ?? '', payload);
      await say(channel, `${payload.slice(0, -9)}AAAAAAAA=`);
    }
    for (const channel of channels)
      for (const garbage of ['', 'hello', '{"type":"ask"}']) await say(channel, garbage);
    const refusals = async (reason: string): Promise<number> => {
      const name = `patchbay_instance_notifications_refused_total{reason="${reason}"}`;
      const lines = await Promise.all([one.figure(name), two.figure(name)]);
      return lines.reduce((sum, line) => sum + Number(line?.split(' ').at(-1) ?? 0), 0);
    };
    await eventually(
      'all to be refused',
      () => refusals('malformed'),
      (count) => count >= 6,
    );
    expect(await refusals('replayed')).toBe(before);
    expect(await refusals('forged')).toBe(2 * before);
    expect(answered).toBe(0);
    // And nothing of it disturbs what goes on.
    await two.ask('room');
    expect(answered).toBe(1);
  });

  test('of a newer version is left alone', async () => {
    const { instances, admin } = await cluster(1);
    await admin.query('INSERT INTO room_migration VALUES (99, 0)');
    const late = new Instance('late', instances[0]?.pool ?? admin);
    await expect(late.start()).rejects.toMatchObject({ name: 'StoreError', code: 'store-too-new' });
  });

  test('with another secret is no instance: it shares no room', async () => {
    const { instances, add } = await cluster(1);
    const [one] = instances as [Instance];
    await one.ask('room');
    const other = await add('another secret', randomBytes(32));
    await expect(other.ask('room')).rejects.toMatchObject({ code: 'timeout' });
  }, 20_000);

  test('finds nothing of what crossed in any table', async () => {
    const { instances, admin } = await cluster(2);
    const [one, two] = instances as [Instance, Instance];
    await one.ask('room');
    await two.ask('room', 'what nobody may keep');
    await sleep(50);
    const { rows: tables } = await admin.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`,
    );
    expect(tables.map(({ name }) => name).toSorted()).toEqual([
      'instance_secret',
      'rate_taken',
      'room_barred',
      'room_migration',
      'room_owner',
    ]);
    for (const { name } of tables) {
      const { rows } = await admin.query(`SELECT * FROM ${name}`);
      expect(JSON.stringify(rows)).not.toContain('keep');
    }
  });
});
