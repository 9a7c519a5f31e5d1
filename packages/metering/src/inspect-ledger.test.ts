import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { describeInspection } from '../test/describe-inspection.ts';
import { hook } from '../test/evidence-examples.ts';
import { openSqliteLedger } from './sqlite-ledger.ts';

function scratchFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-inspection-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'usage.ledger');
}

describeInspection('SQLite', {
  open: async () => ({
    ledger: await openSqliteLedger({ path: scratchFile(), now: () => 0 }),
    dispose: () => Promise.resolve(),
  }),
  runs: 1,
});

test('a ledger in SQLite that is opened for reading only is not written, while a server writes to it', async () => {
  const path = scratchFile();
  const open = () => openSqliteLedger({ path, now: () => 0, readOnly: true });
  await expect(open()).rejects.toMatchObject({ code: 'unavailable' });
  const server = await openSqliteLedger({ path, now: () => 0 });
  const reading = await open();
  await server.append([hook('joined', 0)]);
  expect(await reading.evidenceOf('consult-1')).toHaveLength(1);
  await expect(reading.append([hook('left', 5)])).rejects.toMatchObject({ code: 'unavailable' });
  await reading.close();
  await server.close();
  const database = new DatabaseSync(path);
  database.exec('PRAGMA user_version = 1');
  database.close();
  const before = readFileSync(path);
  await expect(open()).rejects.toMatchObject({ code: 'older-schema' });
  expect(readFileSync(path)).toEqual(before);
});
