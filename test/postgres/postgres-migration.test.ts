import { openPostgresLedger } from '@patchbay/metering';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { expectFiguresKept } from '../../packages/metering/test/expect-figures-kept.ts';
import { expectMigrated, newEvidence } from '../../packages/metering/test/expect-migrated.ts';
import { ledgerBeforeMedia } from '../../packages/metering/test/ledger-before-media.ts';
import { type OldLedger, postgresVersion1, version2Of } from '../../packages/metering/test/old-ledger.ts';
import { type RunningPostgres, scratchDatabase, startPostgres } from '../servers/start-postgres.ts';

let server: RunningPostgres;
beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(() => server.stop());

test.each<[number, OldLedger]>([
  [1, postgresVersion1],
  [2, version2Of(postgresVersion1, 'INSERT INTO ledger_migration VALUES (2, 2);')],
])('a ledger of version %i is brought up to date with all that is in it', async (version, old) => {
  const { pool, drop } = await scratchDatabase(server);
  onTestFinished(drop);
  for (const sql of old.sql) await pool.query(sql);
  const ledger = await openPostgresLedger({ pool, now: () => 7 });
  await expectMigrated(ledger, old, version > 1);
  await ledger.close();
  const again = await openPostgresLedger({ pool, now: () => 8 });
  expect((await again.health()).rows).toBe(old.evidence.length + 1);
  expect(await again.evidenceOf('new')).toStrictEqual([newEvidence]);
  await again.close();
});

test('figures of the version before media stay as they are, and nothing is said to be known', async () => {
  const { pool, drop } = await scratchDatabase(server);
  onTestFinished(drop);
  const carried = 'ALTER TABLE ledger_evidence ADD COLUMN carried text;';
  const old = ledgerBeforeMedia(postgresVersion1, `${carried} INSERT INTO ledger_migration VALUES (7, 7);`);
  for (const sql of old.sql) await pool.query(sql);
  const ledger = await openPostgresLedger({ pool, now: () => 7 });
  await expectFiguresKept(ledger, old);
  expect((await ledger.health()).rows).toBe(old.evidence.length);
  await ledger.close();
});
