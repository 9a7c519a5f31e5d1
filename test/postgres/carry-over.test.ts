import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { openSqliteAuditTrail, verifyPostgresAudit } from '@patchbay/compliance';
import { openPostgresLedger, openSqliteLedger } from '@patchbay/metering';
import { row } from '@patchbay/metering/conformance';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { errorOf, run } from '../../packages/cli/test/run-in-process.ts';
import { scratchFolder } from '../../packages/cli/test/scratch-folder.ts';
import { openPostgresConsultStore } from '../../packages/server/src/consults/postgres-consult-store.ts';
import { openSqliteConsultStore } from '../../packages/server/src/consults/sqlite-consult-store.ts';
import { northKey, startPatchbay } from '../../packages/server/test/start-patchbay.ts';
import { type RunningPostgres, scratchDatabase, startPostgres } from '../servers/start-postgres.ts';

let server: RunningPostgres;
beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(() => server.stop());

const now = () => 1_795_000_000_000;
const file = (folder: string, name: string): string => join(folder, `${name}.sqlite`);
const names = ['consults', 'audit', 'ledger'] as const;

/** What a server has kept in files: one consult that goes on, one that has ended, and evidence of many more rows than go at once. */
async function usedFolder() {
  const folder = await scratchFolder();
  const { openConsult, ticketFor, send, patchbay } = await startPatchbay({ directory: folder });
  const going = await openConsult();
  await ticketFor(going, 'user-7');
  const ended = await openConsult();
  await send('POST', `/v1/consults/${ended}/end`, { key: northKey });
  await patchbay.close();
  const store = openSqliteConsultStore(file(folder, 'consults'));
  await store.rememberConnection('stub', (await store.roomAt(going, 'stub')) ?? '', 'k1', 'p1');
  await store.recordDelivery('stub', 'd1', 5, 0);
  await store.markEnded(ended, { at: 1, payload: {} });
  await store.close();
  const ledger = await openSqliteLedger({ path: file(folder, 'ledger'), now });
  for (let part = 0; part < 4; part += 1)
    await ledger.append(
      Array.from({ length: 300 }, (_, index) => row({ consultId: going, connection: `${part}-${index}` })),
    );
  await ledger.close();
  return { folder, going, ended };
}

async function target() {
  const { url, pool, drop } = await scratchDatabase(server);
  onTestFinished(drop);
  const cwd = await scratchFolder();
  const carry = (folder: string) =>
    run(['carry-over', '--from', folder, '--json'], { cwd, env: { PATCHBAY_DATABASE_URL: url } });
  return { url, pool, carry, place: url.replace(/\/\/[^@]*@/, '//') };
}

const bytesOf = (folder: string) => names.map((name) => readFileSync(file(folder, name)).toString('base64'));

describe('carry-over', () => {
  test('copies consults, the audit trail with its hashes, and evidence; a server goes on with them', async () => {
    const { folder, going, ended } = await usedFolder();
    const { url, pool, carry, place } = await target();
    const before = bytesOf(folder);
    const carried = await carry(folder);
    expect(carried.stderr).toContain('1201 rows of evidence');
    const source = openSqliteAuditTrail({ path: file(folder, 'audit'), now });
    const rows = await source.rows();
    const head = await source.head();
    await source.close();
    expect(carried.json()).toEqual({
      database: place,
      consults: 2,
      seats: 1,
      rooms: 2,
      deliveries: 1,
      connections: 1,
      unfinished: 0,
      auditHead: head,
      evidence: { copied: 1201, known: 0 },
      leftBehind: { closedMonths: [], consultsForgotten: 0 },
    });
    expect(carried.exit).toBe(0);
    expect(bytesOf(folder)).toEqual(before);
    expect(await verifyPostgresAudit(pool, head)).toMatchObject({ result: 'intact', rows: rows.length });
    const [from, to] = [
      openSqliteConsultStore(file(folder, 'consults')),
      await openPostgresConsultStore({ pool, place, now }),
    ];
    for (const id of [going, ended]) {
      expect(await to.find(id)).toEqual(await from.find(id));
      expect(await to.roomAt(id, 'stub')).toBe(await from.roomAt(id, 'stub'));
      expect(await to.participantsOf(id)).toEqual(await from.participantsOf(id));
    }
    expect(await to.hasDelivery('stub', 'd1')).toBe(true);
    expect(await to.connectionsIn('stub', (await to.roomAt(going, 'stub')) ?? '')).toEqual(
      new Map([['k1', 'p1']]),
    );
    const kept = await openSqliteLedger({ path: file(folder, 'ledger'), now, readOnly: true });
    const ledger = await openPostgresLedger({ pool, now });
    expect(await ledger.evidenceOf(going)).toEqual(await kept.evidenceOf(going));
    for (const each of [from, to, kept, ledger]) await each.close();
    const { send, patchbay } = await startPatchbay({ databaseUrl: url });
    const end = await send('POST', `/v1/consults/${going}/end`, { key: northKey });
    expect(end).toMatchObject({ status: 200, body: { state: 'ended' } });
    await patchbay.close();
    expect(await verifyPostgresAudit(pool, head)).toMatchObject({ result: 'intact', rows: rows.length + 1 });
  }, 30_000);

  test('refuses a database that is not empty, and one that is used', async () => {
    const { folder } = await usedFolder();
    const { url, pool, carry } = await target();
    const { openConsult, patchbay } = await startPatchbay({ databaseUrl: url });
    const used = await carry(folder);
    expect([used.exit, errorOf(used).code]).toEqual([4, 'instances-alive']);
    await openConsult();
    await patchbay.close();
    const full = await carry(folder);
    expect([full.exit, errorOf(full).code]).toEqual([4, 'store-not-empty']);
    const { rows } = await pool.query('SELECT count(*)::integer AS count FROM consult');
    expect(rows).toEqual([{ count: 1 }]);
    // Also one in which there is evidence of somebody else.
    const other = await target();
    const ledger = await openPostgresLedger({ pool: other.pool, now });
    await ledger.append([row({ consultId: 'theirs' })]);
    await ledger.close();
    expect(errorOf(await other.carry(folder)).code).toBe('store-not-empty');
    // And once more where it was carried over.
    const twice = await target();
    expect((await twice.carry(folder)).exit).toBe(0);
    expect(errorOf(await twice.carry(folder)).code).toBe('store-not-empty');
  }, 30_000);

  test('refuses a trail that is not whole, and copies nothing', async () => {
    const { folder } = await usedFolder();
    const raw = new DatabaseSync(file(folder, 'audit'));
    raw.exec('DROP TRIGGER audit_trail_no_update');
    raw.exec("UPDATE audit_trail SET tenant = 'south' WHERE sequence = 2");
    raw.close();
    const { pool, carry } = await target();
    const broken = await carry(folder);
    expect([broken.exit, errorOf(broken).code]).toEqual([4, 'audit-corrupt']);
    expect(broken.stdout).toContain('Row 2');
    expect((await pool.query("SELECT 1 FROM pg_tables WHERE schemaname = 'public'")).rows).toEqual([]);
  });

  test('copies nothing but evidence while somebody writes to the files, and goes on from there', async () => {
    const { folder, going } = await usedFolder();
    const { pool, carry, place } = await target();
    const store = openSqliteConsultStore(file(folder, 'consults'));
    const carrying = carry(folder);
    const over = carrying.then(() => true);
    const pause = () => sleep(5, false);
    for (let turn = 0; !(await Promise.race([over, pause()])); turn += 1)
      await store.recordDelivery('stub', `late-${turn}`, turn, 0);
    await store.close();
    const carried = await carrying;
    expect([carried.exit, errorOf(carried).code]).toEqual([4, 'source-in-use']);
    const rowsOf = async (table: string) => {
      const { rows } = await pool.query<{ count: number }>(`SELECT count(*)::integer AS count FROM ${table}`);
      return rows[0]?.count;
    };
    const counted = () => Promise.all(['consult', 'audit_trail', 'ledger_evidence'].map(rowsOf));
    expect(await counted()).toEqual([0, 0, 1201]);
    // Of other files it is not the continuation.
    expect(errorOf(await carry((await usedFolder()).folder)).code).toBe('store-not-empty');
    const again = await carry(folder);
    expect(again.json()).toMatchObject({ consults: 2, evidence: { copied: 0, known: 1201 } });
    expect(await counted()).toEqual([2, expect.any(Number), 1201]);
    const to = await openPostgresConsultStore({ pool, place, now });
    expect(await to.find(going)).toMatchObject({ state: 'open' });
  }, 60_000);

  test.each([
    ['a folder without a store', async () => scratchFolder(), 4, 'store-missing'],
    [
      'a store of an earlier version',
      async () => {
        const { folder } = await usedFolder();
        const raw = new DatabaseSync(file(folder, 'consults'));
        raw.exec('PRAGMA user_version = 2');
        raw.close();
        return folder;
      },
      4,
      'store-too-old',
    ],
  ])('refuses %s', async (_name, folder, exit, code) => {
    const { carry } = await target();
    const carried = await carry(await folder());
    expect([carried.exit, errorOf(carried).code]).toEqual([exit, code]);
  });

  test('needs a database to carry to', async () => {
    const carried = await run(['carry-over', '--from', '.', '--json'], {
      cwd: await scratchFolder(),
      env: {},
    });
    expect([carried.exit, errorOf(carried).code]).toEqual([3, 'database-missing']);
  });
});
