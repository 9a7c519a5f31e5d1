import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { expectFiguresKept } from '../test/expect-figures-kept.ts';
import { expectMigrated, newEvidence } from '../test/expect-migrated.ts';
import { ledgerBeforeMedia } from '../test/ledger-before-media.ts';
import { type OldLedger, sqliteVersion1, version2Of } from '../test/old-ledger.ts';
import { openSqliteLedger } from './sqlite-ledger.ts';

test.each<[number, OldLedger]>([
  [1, sqliteVersion1],
  [2, version2Of(sqliteVersion1, 'INSERT INTO migration VALUES (2, 2); PRAGMA user_version = 2;')],
])('a ledger of version %i is brought up to date with all that is in it', async (version, old) => {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-old-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'usage.ledger');
  const database = new DatabaseSync(path);
  for (const sql of old.sql) database.exec(sql);
  database.close();
  const ledger = await openSqliteLedger({ path, now: () => 7 });
  await expectMigrated(ledger, old, version > 1);
  await ledger.close();
  const again = await openSqliteLedger({ path, now: () => 8 });
  expect((await again.health()).rows).toBe(old.evidence.length + 1);
  expect(await again.evidenceOf('new')).toStrictEqual([newEvidence]);
  await again.close();
});

test('figures of the version before media stay as they are, and nothing is said to be known', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-old-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'usage.ledger');
  const database = new DatabaseSync(path);
  const carried = 'ALTER TABLE evidence ADD COLUMN carried TEXT;';
  const old = ledgerBeforeMedia(
    sqliteVersion1,
    `${carried} INSERT INTO migration VALUES (6, 6); PRAGMA user_version = 6;`,
  );
  for (const sql of old.sql) database.exec(sql);
  database.close();
  const ledger = await openSqliteLedger({ path, now: () => 7 });
  await expectFiguresKept(ledger, old);
  expect((await ledger.health()).rows).toBe(old.evidence.length);
  await ledger.close();
});
