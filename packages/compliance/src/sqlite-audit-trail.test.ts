import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AuditEntry } from './audit-row.ts';
import { retentionCutoff } from './audit-retention.ts';
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

const entry = (consultId: string, change: Partial<AuditEntry> = {}): AuditEntry => ({
  kind: 'gate-verdict',
  tenant: 'north-clinic',
  consultId,
  payload: { verdict: 'refuse', codes: ['no-attestation'] },
  ...change,
});

describe('appending', () => {
  test('numbers and chains the rows', async () => {
    const trail = open();
    const first = await trail.append(entry('c-1'));
    const second = await trail.append(entry('c-2', { kind: 'webhook-refused', consultId: undefined }));
    expect(first).toMatchObject({
      sequence: 1,
      at: Date.parse('2026-11-23T12:00:01Z'),
      previousHash: '0'.repeat(64),
    });
    expect(second).toMatchObject({ sequence: 2, previousHash: first.hash, consultId: undefined });
    expect(second.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(await trail.head()).toEqual({ sequence: 2, hash: second.hash });
    expect(await trail.rows()).toEqual([first, second]);
    expect(await trail.verify()).toEqual({
      result: 'intact',
      rows: 2,
      head: { sequence: 2, hash: second.hash },
    });
    await trail.close();
  });

  test('goes on with the same chain after it was closed', async () => {
    const before = open();
    await before.append(entry('c-1'));
    await before.close();
    await before.close();
    const after = open();
    expect((await after.append(entry('c-2'))).sequence).toBe(2);
    expect(await after.verify()).toMatchObject({ result: 'intact', rows: 2 });
    await after.close();
  });

  test('two openings of one file make one chain', async () => {
    const [a, b] = [open(), open()];
    for (let turn = 0; turn < 5; turn += 1) {
      await a.append(entry(`a-${turn}`));
      await b.append(entry(`b-${turn}`));
    }
    expect(await a.verify()).toMatchObject({ result: 'intact', rows: 10 });
    await a.close();
    await b.close();
  });

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

  test.each([
    ['a sentence in the payload', { payload: { note: 'Ann Smith called' } }],
    ['a sentence deep in the payload', { payload: { list: [{ a: ['fine', 'not fine'] }] } }],
    ['a sentence as a key', { payload: { 'Ann Smith': 1 } }],
    ['an e-mail address', { payload: { by: 'ann@example.org' } }],
    ['no number', { payload: { count: Number.NaN } }],
    ['a name as tenant', { tenant: 'Dr Smith' }],
    ['a name as consult', { consultId: 'Ann Smith' }],
  ])('refuses %s and writes nothing', async (_, change) => {
    const trail = open();
    await expect(trail.append(entry('c-1', change))).rejects.toMatchObject({ code: 'not-a-code' });
    expect(await trail.head()).toBeUndefined();
    await trail.close();
  });

  test('a closed trail says so', async () => {
    const trail = open();
    await trail.close();
    await expect(trail.append(entry('c-1'))).rejects.toMatchObject({ code: 'closed' });
    await expect(trail.verify()).rejects.toMatchObject({ code: 'closed' });
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

describe('reading', () => {
  test('filters by kind, tenant and consult', async () => {
    const trail = open();
    await trail.append(entry('c-1'));
    await trail.append(entry('c-1', { kind: 'consult-ended' }));
    await trail.append(entry('c-2', { tenant: 'south-clinic' }));
    expect((await trail.rows({ consultId: 'c-1' })).map(({ sequence }) => sequence)).toEqual([1, 2]);
    expect(
      (await trail.rows({ consultId: 'c-1', kind: 'consult-ended' })).map(({ sequence }) => sequence),
    ).toEqual([2]);
    expect((await trail.rows({ tenant: 'south-clinic' })).map(({ sequence }) => sequence)).toEqual([3]);
    await trail.close();
  });

  test('tells what has been kept for six years, and deletes nothing', async () => {
    clock = Date.parse('2020-11-23T11:59:58Z');
    const trail = open();
    await trail.append(entry('old'));
    await trail.append(entry('six-years-to-the-second'));
    const cutoff = retentionCutoff(Date.parse('2026-11-23T12:00:00Z'));
    expect(cutoff).toBe(Date.parse('2020-11-23T12:00:00Z'));
    expect((await trail.expiredBefore(cutoff)).map(({ consultId }) => consultId)).toEqual(['old']);
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
