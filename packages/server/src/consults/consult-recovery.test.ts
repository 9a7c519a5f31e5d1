import { openSqliteAuditTrail } from '@patchbay/compliance';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { storedConsult } from '../../test/describe-consult-store.ts';
import { createManualTime, settle } from '../../test/manual-time.ts';
import { northKey, startPatchbay, temporaryDirectory } from '../../test/start-patchbay.ts';
import type { LogEntry } from '../observation/log.ts';
import { createMetrics } from '../observation/metrics.ts';
import { auditFile, consultsFile } from '../store-files.ts';
import type { Consult } from './consult.ts';
import { createConsultRecovery } from './consult-recovery.ts';
import { openSqliteConsultStore } from './sqlite-consult-store.ts';

const time = createManualTime();
const carriers: Consult['carriers'] = [{ provider: 'stub', deployment: 'cloud' }];
const made = (reason: string) => ({ at: time.now(), payload: { reason } });

/** Files as a process that was killed leaves them, and the server that finds them. */
async function killedAfter(work: (store: ReturnType<typeof openSqliteConsultStore>) => Promise<unknown>) {
  const directory = await temporaryDirectory();
  const store = openSqliteConsultStore(consultsFile(directory));
  await store.insert({ ...storedConsult, carriers, state: 'opening', createdAt: time.now() });
  await work(store);
  await store.close();
  await time.advance(1_000);
  return async () => {
    const started = await startPatchbay({ directory, time });
    await settle();
    return {
      ...started,
      /** What the trail and the store say, after the server was closed. */
      after: async () => {
        await started.patchbay.close();
        const trail = openSqliteAuditTrail({ path: auditFile(directory), now: time.now });
        const rows = (await trail.rows()).map(({ kind, payload }) => [kind, payload]);
        await trail.close();
        const left = openSqliteConsultStore(consultsFile(directory));
        const found = { consult: await left.find('c1'), unfinished: await left.unfinished(Infinity) };
        await left.close();
        return { rows, state: found.consult?.state, unfinished: found.unfinished };
      },
    };
  };
}

describe('a server that starts after one that was killed', () => {
  test('while a consult was opening: it has failed, and a room that may be there is ended', async () => {
    const start = await killedAfter(() => Promise.resolve());
    const { vendor, after } = await start();
    expect(vendor.calls).toEqual(['endRoom']);
    expect(await after()).toEqual({
      rows: [['consult-failed', { reason: 'interrupted' }]],
      state: 'failed',
      unfinished: [],
    });
  });

  test('before the trail knew that a consult is open: it knows now, and the room stays', async () => {
    const start = await killedAfter((store) => store.markOpen('c1', carriers, made('created')));
    const { vendor, after } = await start();
    expect(vendor.calls).toEqual([]);
    expect(await after()).toEqual({
      rows: [['consult-created', { reason: 'created' }]],
      state: 'open',
      unfinished: [],
    });
  });

  test('between an end and its row: the row is there with its reason, and the room is ended', async () => {
    const start = await killedAfter(async (store) => {
      await store.markOpen('c1', carriers, made('created'));
      await store.finish('c1', 'consult-created');
      await store.rememberRoom('c1', 'stub', 'vendors-name');
      await store.markEnded('c1', made('too-old'));
    });
    const { vendor, after, log } = await start();
    expect(vendor.calls).toEqual(['endRoom']);
    expect(log.filter(({ event }) => event === 'consult-recovered')).toHaveLength(1);
    expect(await after()).toEqual({
      rows: [['consult-ended', { reason: 'too-old' }]],
      state: 'ended',
      unfinished: [],
    });
  });

  test('after the row and before all else: the row is there once', async () => {
    const start = await killedAfter((store) => store.markEnded('c1', made('asked')));
    const one = await start();
    await one.patchbay.close();
    // As if it had been killed before it could say that it was finished.
    const store = openSqliteConsultStore(consultsFile(one.directory));
    await store.insert({ ...storedConsult, id: 'c2', room: 'r2', carriers, state: 'opening' });
    await store.markEnded('c2', made('asked'));
    await store.close();
    const trail = openSqliteAuditTrail({ path: auditFile(one.directory), now: time.now });
    const told = { kind: 'consult-ended', tenant: 'north', payload: { reason: 'asked' } } as const;
    await trail.append({ ...told, consultId: 'c2' });
    await trail.close();
    await time.advance(1_000);
    const { after } = await start();
    const { rows, unfinished } = await after();
    expect([rows.length, unfinished]).toEqual([2, []]);
  });
});

describe('a vendor that does not answer', () => {
  test('is asked again when the consult ends, with growing pauses, until its rooms are ended', async () => {
    const { openConsult, send, vendor, patchbay, directory, time: own } = await startPatchbay();
    const consultId = await openConsult();
    vendor.failure = 'unreachable';
    expect(await send('POST', `/v1/consults/${consultId}/end`, { key: northKey })).toMatchObject({
      status: 503,
    });
    const asked = () => vendor.calls.filter((verb) => verb === 'endRoom').length;
    const before = asked();
    await own.advance(60_000);
    expect(asked()).toBe(before);
    await own.advance(600_000);
    // After 2, 4 and 8 minutes, give or take a round.
    expect(asked() - before).toBe(3);
    vendor.failure = undefined;
    await own.advance(900_000);
    expect(vendor.rooms.size).toBe(0);
    const ended = asked();
    await own.advance(7_200_000);
    expect(asked()).toBe(ended);
    await patchbay.close();
    const trail = openSqliteAuditTrail({ path: auditFile(directory), now: Date.now });
    expect(await trail.rows({ kind: 'consult-ended', consultId })).toHaveLength(1);
    await trail.close();
  });

  test('when a consult is created leaves a failed one, told once; its room is ended if it was made', async () => {
    const { send, vendor, directory, patchbay, time: own } = await startPatchbay();
    const body = { phi: false };
    vendor.failure = 'unreachable';
    await send('POST', '/v1/consults', { key: northKey, body });
    vendor.failure = 'timeout';
    await send('POST', '/v1/consults', { key: northKey, body });
    vendor.failure = undefined;
    expect(vendor.calls).toEqual(['createRoom', 'createRoom']);
    await own.advance(300_000);
    // Where nothing listened there is no room; where the answer was lost there may be one.
    expect(vendor.calls.slice(2)).toEqual(['endRoom']);
    await patchbay.close();
    const trail = openSqliteAuditTrail({ path: auditFile(directory), now: Date.now });
    const failed = await trail.rows({ kind: 'consult-failed' });
    expect(failed.map(({ payload }) => payload)).toEqual([
      { reason: 'not-opened' },
      { reason: 'not-opened' },
    ]);
    await trail.close();
  });
});

describe('several instances', () => {
  /** Two of them that share a store, and what each did. */
  async function two(isSilent = false) {
    const own = createManualTime();
    const log: LogEntry[] = [];
    const file = join(await temporaryDirectory(), 'consults.sqlite');
    const done: string[] = [];
    const instances = [0, 1].map((index) => {
      const consults = openSqliteConsultStore(file);
      onTestFinished(() => consults.close());
      const recovery = createConsultRecovery({
        consults,
        closing: {
          complete: async (consult, { kind }) => {
            if (isSilent) throw new Error('The vendor does not answer.');
            done.push(`${consult.id} ${kind} ${consult.state}`);
            await consults.finish(consult.id, kind);
          },
          completeWithoutRooms: async (consult, { kind }) => {
            done.push(`${consult.id} ${kind} given up`);
            await consults.finish(consult.id, kind);
          },
          endRooms: vi.fn(),
        },
        metrics: createMetrics(own.now),
        log: (entry) => log.push(entry),
        schedule: own.schedule,
        now: own.now,
        random: () => 0.5,
        instances: { alive: () => 2, isFor: () => index === 0, roomsOf: vi.fn(), close: vi.fn() },
      });
      return { consults, recovery };
    });
    return { own, done, log, instances };
  }

  test('leave to a slow one what it has begun, and finish once what a dead one has', async () => {
    const { own, done, instances } = await two();
    const [one, other] = instances as [(typeof instances)[0], (typeof instances)[0]];
    const rounds = () => Promise.all([one.recovery.round(), other.recovery.round()]);
    await one.consults.insert({ ...storedConsult, state: 'opening', createdAt: own.now() });
    await one.consults.insert({ ...storedConsult, id: 'c2', room: 'r2' });
    await one.consults.markEnded('c2', { at: own.now(), payload: { reason: 'asked' } });
    await own.advance(119_999);
    await rounds();
    expect(done).toEqual([]);
    await own.advance(1);
    await rounds();
    expect(done).toEqual(['c2 consult-ended ended']);
    await own.advance(179_999);
    await rounds();
    // Whoever opens it is slow, and may have it.
    expect(await one.consults.markOpen('c1', carriers, { at: own.now(), payload: {} })).toBe(true);
    await one.consults.insert({
      ...storedConsult,
      id: 'c3',
      room: 'r3',
      state: 'opening',
      createdAt: own.now(),
    });
    await own.advance(300_001);
    await rounds();
    expect(done).toEqual([
      'c2 consult-ended ended',
      expect.stringMatching(/c3|c1/),
      expect.stringMatching(/c3|c1/),
    ]);
    expect(done.toSorted().slice(0, 3)).toEqual([
      'c1 consult-created open',
      'c2 consult-ended ended',
      'c3 consult-failed failed',
    ]);
    await rounds();
    expect(done).toHaveLength(3);
  });

  test('give up a vendor that does not answer for a day, and the log says so once', async () => {
    const { own, done, log, instances } = await two(true);
    const [one, other] = instances as [(typeof instances)[0], (typeof instances)[0]];
    await one.consults.insert(storedConsult);
    await one.consults.markEnded('c1', { at: own.now(), payload: { reason: 'asked' } });
    const hours = async (count: number) => {
      for (let round = 0; round < 12 * count; round += 1) {
        await own.advance(300_000);
        await Promise.all([one.recovery.round(), other.recovery.round()]);
      }
    };
    await hours(24);
    expect(done).toEqual([]);
    const attempts = log.filter(({ event }) => event === 'consult-not-recovered').length;
    // Soon, and then every hour.
    expect(attempts).toBeGreaterThan(24);
    expect(attempts).toBeLessThan(36);
    await hours(2);
    expect(done).toEqual(['c1 consult-ended given up']);
    expect(log.filter(({ event }) => event === 'consult-rooms-given-up')).toHaveLength(1);
  });
});
