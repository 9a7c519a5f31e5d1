import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { auditEntry as entry, describeAuditTrail } from '../test/describe-audit-trail.ts';
import { openSqliteAuditTrail } from './sqlite-audit-trail.ts';
import { verifyAuditFile } from './verify-audit-file.ts';

let folder = '';
let path = '';
let clock = 0;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'audit-'));
  path = join(folder, 'audit.sqlite');
  clock = Date.parse('2026-11-23T12:00:00Z');
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const open = () => openSqliteAuditTrail({ path, now: () => (clock += 1000) });

describeAuditTrail('SQLite', {
  prepare: () => Promise.resolve(),
  open: async (now) => openSqliteAuditTrail({ path, now }),
  dispose: () => Promise.resolve(),
});

describe('appending', () => {
  test('a row is in the file when append returns, whatever becomes of the process', async () => {
    const trail = open();
    await trail.append(entry('c-1'));
    await trail.append(entry('c-2'));
    const copy = join(folder, 'copy.sqlite');
    // Only the main file, as it is on disk while the trail is still open: no close, no log.
    writeFileSync(copy, readFileSync(path));
    expect(verifyAuditFile(copy)).toMatchObject({ result: 'intact', rows: 2 });
    await trail.close();
  });

  test('a row that cannot be written is an error, and the next one follows the chain', async () => {
    const trail = open();
    await trail.append(entry('c-1'));
    const raw = new DatabaseSync(path);
    raw.exec("CREATE TRIGGER full BEFORE INSERT ON audit_trail BEGIN SELECT RAISE(ABORT, 'disk full'); END");
    await expect(trail.append(entry('c-2'))).rejects.toMatchObject({ code: 'write-failed' });
    raw.exec('DROP TRIGGER full');
    raw.close();
    expect((await trail.append(entry('c-3'))).sequence).toBe(2);
    expect(await trail.verify()).toMatchObject({ result: 'intact', rows: 2 });
    await trail.close();
  });
});

describe('opening', () => {
  test.each([
    ['no database', 'this is no database, and it is longer than a header of a hundred bytes: '.repeat(9)],
    ['half a database', undefined],
  ])('%s is an error, and the file stays as it is', async (_, content) => {
    if (content === undefined) {
      const trail = open();
      for (let row = 0; row < 20; row += 1) await trail.append(entry(`c-${row}`));
      await trail.close();
      const whole = readFileSync(path);
      writeFileSync(path, whole.fill(0x7a, 4096, 8192));
    } else writeFileSync(path, content);
    const before = readFileSync(path);
    expect(open).toThrow(expect.objectContaining({ code: 'corrupt' }));
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test('a trail of the first version goes on, and finds what is told of a consult', async () => {
    const before = open();
    await before.append(entry('c-1', { kind: 'consult-ended' }));
    await before.close();
    const old = new DatabaseSync(path);
    old.exec('DROP INDEX audit_trail_by_consult; PRAGMA user_version = 1');
    old.close();
    const trail = open();
    expect(await trail.appendOnce({ ...entry(''), consultId: 'c-1', kind: 'consult-ended' })).toBe(false);
    expect(await trail.appendOnce({ ...entry(''), consultId: 'c-2', kind: 'consult-ended' })).toBe(true);
    expect(await trail.verify()).toMatchObject({ result: 'intact', rows: 2 });
    await trail.close();
    const read = new DatabaseSync(path, { readOnly: true });
    const plan = read
      .prepare('EXPLAIN QUERY PLAN SELECT 1 FROM audit_trail WHERE consult_id = ? AND kind = ?')
      .get('c-1', 'consult-ended');
    expect(plan?.['detail']).toContain('audit_trail_by_consult');
    read.close();
  });

  test("somebody else's database is left alone", () => {
    const other = new DatabaseSync(path);
    other.exec('CREATE TABLE patients (id INTEGER)');
    other.close();
    expect(open).toThrow(expect.objectContaining({ code: 'not-an-audit-trail' }));
    expect(verifyAuditFile(path)).toMatchObject({ result: 'unreadable', fault: 'not-an-audit-trail' });
  });

  test('a folder that is not there is named as the cause', () => {
    expect(() => openSqliteAuditTrail({ path: join(folder, 'no', 'audit.sqlite'), now: () => 0 })).toThrow(
      expect.objectContaining({ code: 'cannot-open' }),
    );
  });
});
