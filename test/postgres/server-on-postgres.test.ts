import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { verifyPostgresAudit } from '@patchbay/compliance';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import {
  northKey,
  startPatchbay,
  type StartOptions,
  temporaryDirectory,
} from '../../packages/server/test/start-patchbay.ts';
import {
  type RunningPostgres,
  type ScratchDatabase,
  scratchDatabase,
  startPostgres,
} from '../servers/start-postgres.ts';

let server: RunningPostgres;
beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(() => server.stop());

async function scratch(): Promise<ScratchDatabase> {
  const own = await scratchDatabase(server);
  onTestFinished(() => own.drop());
  return own;
}

describe('a server with a database', () => {
  test('keeps everything there: another one goes on with it, and no file is made', async () => {
    const { url, pool } = await scratch();
    const directory = join(await temporaryDirectory(), 'data');
    const first = await startPatchbay({ databaseUrl: url, directory });
    const consultId = await first.openConsult();
    const { metering } = await first.ticketFor(consultId, 'user-7');
    const second = await startPatchbay({ databaseUrl: url, directory, time: first.time });
    const path = `/v1/consults/${consultId}`;
    expect(await second.send('GET', path, { key: northKey })).toMatchObject({ body: { state: 'open' } });
    const beat = { connectionId: 'k1', sequence: 0, kind: 'joined', at: first.time.now(), elapsed: 0 };
    const sent = { body: { token: metering.token, heartbeats: [beat] } };
    expect(await second.send('POST', '/v1/heartbeats', sent)).toMatchObject({ status: 202 });
    expect(await first.send('POST', '/v1/heartbeats', sent)).toMatchObject({ status: 202 });
    expect(await second.send('POST', `${path}/end`, { key: northKey })).toMatchObject({
      body: { state: 'ended' },
    });
    const asked = { key: northKey, body: { userKey: 'user-7' } };
    expect(await first.send('POST', `${path}/tickets`, asked)).toMatchObject({ status: 409 });
    expect(await first.send('GET', '/health')).toMatchObject({ status: 200, body: { status: 'ok' } });
    await first.patchbay.close();
    await second.patchbay.close();
    const { rows } = await pool.query('SELECT kind, source FROM ledger_evidence ORDER BY number');
    expect(rows).toEqual([
      { kind: 'joined', source: 'heartbeat' },
      { kind: 'room-ended', source: 'signalling' },
    ]);
    expect(await verifyPostgresAudit(pool)).toMatchObject({ result: 'intact', rows: 6 });
    expect(existsSync(directory)).toBe(false);
  });

  test('lets go of every connection when it is closed', async () => {
    const { url, pool } = await scratch();
    const { patchbay } = await startPatchbay({ databaseUrl: url });
    await patchbay.close();
    const { rows } = await pool.query(
      "SELECT count(*) AS count FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'patchbay'",
    );
    expect(rows).toEqual([{ count: '0' }]);
  });

  const refusal = (options: StartOptions): Promise<Error> =>
    startPatchbay(options).then(
      () => {
        throw new Error('it started');
      },
      (error: Error) => error,
    );

  test('that cannot be reached does not start, and says why without the password', async () => {
    const { url } = await scratch();
    const wrong = (change: (url: URL) => void): string => {
      const changed = new URL(url);
      change(changed);
      return changed.href;
    };
    const cases = [
      [wrong((one) => (one.port = '1')), 'nothing listens there'],
      [wrong((one) => (one.password = 'not-the-password')), 'does not let this user in'],
      [wrong((one) => (one.pathname = '/nowhere')), 'no database of this name'],
    ] as const;
    for (const [databaseUrl, sentence] of cases) {
      const error = await refusal({ databaseUrl });
      expect(error).toMatchObject({ name: 'StoreError', code: 'store-unavailable' });
      expect(error.message).toContain(sentence);
      expect(error.message).not.toContain(new URL(databaseUrl).password);
    }
  });

  test.each([
    ['consult_migration', 'StoreError'],
    ['ledger_migration', 'LedgerError'],
    ['audit_migration', 'AuditTrailError'],
  ])('whose schema is newer than it knows (%s) does not start', async (table, name) => {
    const { url, pool } = await scratch();
    const { patchbay } = await startPatchbay({ databaseUrl: url });
    await patchbay.close();
    await pool.query(`INSERT INTO ${table} VALUES (99, 0)`);
    expect(await refusal({ databaseUrl: url })).toMatchObject({ name });
  });
});
