import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeConsultStore, storedConsult as consult } from '../../test/describe-consult-store.ts';
import { temporaryDirectory } from '../../test/start-patchbay.ts';
import { openSqliteConsultStore } from './sqlite-consult-store.ts';

let folder = '';
describeConsultStore('SQLite', {
  prepare: async () => {
    folder = await mkdtemp(join(tmpdir(), 'consults-'));
  },
  open: async () => openSqliteConsultStore(join(folder, 'deep', 'consults.sqlite')),
  dispose: () => rm(folder, { recursive: true, force: true }),
});

const newFile = async (): Promise<string> => join(await temporaryDirectory(), 'deep', 'consults.sqlite');

describe('the file of a consult store', () => {
  test('refuses a file that is no database, and leaves it as it is', async () => {
    const file = join(await temporaryDirectory(), 'consults.sqlite');
    writeFileSync(file, 'this is not a database\n'.repeat(500));
    const before = readFileSync(file);
    expect(() => openSqliteConsultStore(file)).toThrow(
      expect.objectContaining({ code: 'store-corrupt', file }),
    );
    expect(readFileSync(file)).toEqual(before);
  });

  test('refuses a damaged database, and leaves it as it is', async () => {
    const file = await newFile();
    const store = openSqliteConsultStore(file);
    for (let index = 0; index < 200; index += 1)
      await store.insert({ ...consult, id: `c${index}`, room: `r${index}` });
    await store.close();
    const bytes = readFileSync(file);
    bytes.fill(0x5a, 4_096, 20_480);
    writeFileSync(file, bytes);
    expect(() => openSqliteConsultStore(file)).toThrow(expect.objectContaining({ code: 'store-corrupt' }));
    expect(readFileSync(file)).toEqual(bytes);
  });

  test('refuses a file of a later version, and leaves it as it is', async () => {
    const file = join(await temporaryDirectory(), 'consults.sqlite');
    const database = new DatabaseSync(file);
    database.exec('PRAGMA user_version = 99; CREATE TABLE later (id TEXT)');
    database.close();
    const before = readFileSync(file);
    expect(() => openSqliteConsultStore(file)).toThrow(expect.objectContaining({ code: 'store-too-new' }));
    expect(readFileSync(file)).toEqual(before);
  });

  test('says so when there is a directory in its place', async () => {
    const file = await temporaryDirectory();
    expect(() => openSqliteConsultStore(file)).toThrow(expect.objectContaining({ name: 'StoreError' }));
  });
});
