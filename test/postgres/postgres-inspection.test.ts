import { openPostgresLedger } from '@patchbay/metering';
import { noon } from '@patchbay/metering/conformance';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { describeInspection } from '../../packages/metering/test/describe-inspection.ts';
import { describeVendorReports } from '../../packages/metering/test/describe-vendor-reports.ts';
import { describeVerification } from '../../packages/metering/test/describe-verification.ts';
import { type RunningPostgres, scratchDatabase, startPostgres } from '../servers/start-postgres.ts';

let server: RunningPostgres;
beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(() => server.stop());

const harness = {
  open: async () => {
    const { pool, drop } = await scratchDatabase(server);
    return { ledger: await openPostgresLedger({ pool, now: () => noon }), dispose: drop };
  },
  runs: 1,
};

describeInspection('PostgreSQL', harness);
describeVendorReports('PostgreSQL', harness);
describeVerification('PostgreSQL', harness);

test('a ledger in PostgreSQL that is opened for reading only makes nothing and takes nothing', async () => {
  const { pool, drop } = await scratchDatabase(server);
  onTestFinished(drop);
  const open = () => openPostgresLedger({ pool, now: () => noon, readOnly: true });
  await expect(open()).rejects.toMatchObject({ code: 'unavailable' });
  const { rows } = await pool.query(
    "SELECT count(*) AS tables FROM pg_tables WHERE tablename LIKE 'ledger%'",
  );
  expect(rows).toEqual([{ tables: '0' }]);
  await openPostgresLedger({ pool, now: () => noon });
  const reading = await open();
  await expect(reading.append([])).rejects.toMatchObject({ code: 'unavailable' });
  function* write() {
    yield { sql: 'DELETE FROM ledger_due', values: [] };
  }
  await expect(reading.read(write)).rejects.toMatchObject({ code: 'unavailable' });
  await pool.query(
    'DELETE FROM ledger_migration WHERE version = (SELECT max(version) FROM ledger_migration)',
  );
  await expect(open()).rejects.toMatchObject({ code: 'older-schema' });
});
