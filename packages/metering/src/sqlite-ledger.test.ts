import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { describeLedger } from './conformance/describe-ledger.ts';
import { noon, row } from './conformance/ledger-row.ts';
import { LedgerError } from './ledger-error.ts';
import { openSqliteLedger } from './sqlite-ledger.ts';
import { prepareSchema } from './sqlite-schema.ts';

let folder: string;
const newFolder = (): void => {
  folder = mkdtempSync(join(tmpdir(), 'patchbay-ledger-'));
};
const removeFolder = (): void => rmSync(folder, { recursive: true });
const open = () =>
  openSqliteLedger({ path: join(folder, 'usage.ledger'), now: () => noon, lockTimeoutMilliseconds: 0 });

describeLedger('SQLite', {
  open: () => {
    newFolder();
    return open();
  },
  dispose: async () => removeFolder(),
});

describe('SQLite ledger on disk', () => {
  let path: string;
  beforeEach(() => {
    newFolder();
    path = join(folder, 'usage.ledger');
  });
  afterEach(removeFolder);

  const many = Array.from({ length: 2000 }, (_, index) => row({ connection: `c${index}` }));

  async function written(): Promise<void> {
    const ledger = await open();
    await ledger.append(many);
    await ledger.close();
  }

  /** The code with which opening is refused; the error names the file, not its folder, and the bytes stay as they were. */
  async function refusal(): Promise<string> {
    const before = readFileSync(path);
    const error: unknown = await open().catch((caught: unknown) => caught);
    expect(String(error)).toContain('usage.ledger');
    expect(String(error)).not.toContain(folder);
    expect(readFileSync(path).equals(before)).toBe(true);
    return error instanceof LedgerError ? error.code : 'no ledger error';
  }

  test('keeps everything over a restart, and still knows what it has', async () => {
    await written();
    const ledger = await open();
    expect(await ledger.evidenceOf('consult-1')).toEqual(many);
    expect((await ledger.append(many)).duplicates).toHaveLength(many.length);
    expect(await ledger.health()).toMatchObject({ store: 'sqlite', rows: many.length });
    await ledger.close();
  });

  test('syncs every commit to disk before it returns', () => {
    const database = new DatabaseSync(path);
    prepareSchema(database, 'usage.ledger', () => noon);
    expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    expect(database.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 });
    expect(database.prepare('SELECT * FROM migration').all()).toEqual([
      { version: 1, applied_at: noon },
      { version: 2, applied_at: noon },
      { version: 3, applied_at: noon },
      { version: 4, applied_at: noon },
      { version: 5, applied_at: noon },
      { version: 6, applied_at: noon },
      { version: 7, applied_at: noon },
      { version: 8, applied_at: noon },
    ]);
    database.close();
  });

  test('another process sees an acknowledged row at once', async () => {
    const ledger = await open();
    await ledger.append([row()]);
    const other = new DatabaseSync(path, { readOnly: true });
    expect(other.prepare('SELECT count(*) AS rows FROM evidence').get()).toEqual({ rows: 1 });
    other.close();
    await ledger.close();
  });

  test('refuses a file that is no database', async () => {
    writeFileSync(path, 'participant,minutes\n1,20\n'.repeat(400));
    expect(await refusal()).toBe('corrupt');
  });

  test('refuses a ledger with overwritten pages', async () => {
    await written();
    const bytes = readFileSync(path);
    bytes.fill(0x5a, 4096 * 3, 4096 * 20);
    writeFileSync(path, bytes);
    expect(await refusal()).toBe('corrupt');
  });

  test('refuses a ledger that was cut off', async () => {
    await written();
    truncateSync(path, Math.floor(readFileSync(path).length / 2));
    expect(await refusal()).toBe('corrupt');
  });

  test("refuses another program's database", async () => {
    const foreign = new DatabaseSync(path);
    foreign.exec('CREATE TABLE patients (id INTEGER)');
    foreign.close();
    expect(await refusal()).toBe('corrupt');
  });

  test('refuses a ledger of a later version', async () => {
    await written();
    const later = new DatabaseSync(path);
    later.exec('PRAGMA user_version = 1000');
    later.close();
    expect(await refusal()).toBe('newer-schema');
  });

  test('says that its folder is missing, and makes no other', async () => {
    const missing = join(folder, 'missing');
    await expect(
      openSqliteLedger({ path: join(missing, 'usage.ledger'), now: () => noon }),
    ).rejects.toMatchObject({ code: 'unavailable' });
    expect(existsSync(missing)).toBe(false);
  });

  test('says that another process holds it, and goes on once it is free', async () => {
    const ledger = await open();
    const other = new DatabaseSync(path);
    other.exec('BEGIN IMMEDIATE');
    await expect(ledger.append([row()])).rejects.toMatchObject({ code: 'locked' });
    expect(await ledger.health()).toMatchObject({ writable: false });
    other.exec('ROLLBACK');
    other.close();
    expect((await ledger.append([row()])).accepted).toHaveLength(1);
    await ledger.close();
  });

  test('cannot be opened while another process holds all of it', async () => {
    await written();
    const other = new DatabaseSync(path);
    other.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    expect(await refusal()).toBe('locked');
    other.close();
  });

  test('a row that cannot be written takes its own append with it and no other', async () => {
    const ledger = await open();
    const [good, bad] = [row({ connection: 'good' }), row({ connection: 'bad', at: Number.NaN })];
    const results = await Promise.allSettled([
      ledger.append([row({ connection: 'first' })]),
      ledger.append([row({ connection: 'beside' }), bad]),
      ledger.append([good]),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(results[1]).toMatchObject({ reason: { code: 'unavailable' } });
    expect((await ledger.evidenceOf('consult-1')).map(({ connection }) => connection)).toEqual([
      'first',
      'good',
    ]);
    await ledger.close();
  });
});
