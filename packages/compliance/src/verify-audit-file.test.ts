import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AuditHead } from './audit-row.ts';
import { hashOfRow } from './audit-hash.ts';
import { storedRows } from './audit-rows.ts';
import { openSqliteAuditTrail } from './sqlite-audit-trail.ts';
import { verifyAuditFile } from './verify-audit-file.ts';

let folder = '';
let path = '';
let head: AuditHead | undefined;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'audit-'));
  path = join(folder, 'audit.sqlite');
  const trail = openSqliteAuditTrail({ path, now: () => 1_795_000_000_000 });
  for (let row = 1; row <= 6; row += 1) {
    await trail.append({
      kind: 'gate-verdict',
      tenant: 't',
      consultId: `c-${row}`,
      payload: { verdict: 'refuse', row },
    });
  }
  head = await trail.head();
  await trail.close();
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** What somebody with the file and the will can do: the triggers stop nobody who drops them. */
function tamper(sql: string): void {
  const raw = new DatabaseSync(path);
  for (const name of ['no_update', 'no_delete', 'in_order']) raw.exec(`DROP TRIGGER audit_trail_${name}`);
  raw.exec(sql);
  raw.close();
}

describe('the triggers', () => {
  test.each([
    ['UPDATE', "UPDATE audit_trail SET tenant = 'x' WHERE sequence = 2"],
    ['DELETE', 'DELETE FROM audit_trail WHERE sequence = 6'],
    ['REPLACE', "REPLACE INTO audit_trail VALUES (2, 1, 'x', 'x', 'x', '{}', 'x', 'x')"],
    ['an INSERT out of order', "INSERT INTO audit_trail VALUES (9, 1, 'x', 'x', 'x', '{}', 'x', 'x')"],
  ])('refuse %s', (_, sql) => {
    const raw = new DatabaseSync(path);
    expect(() => raw.exec(sql)).toThrow('append-only');
    raw.close();
    expect(verifyAuditFile(path, head)).toMatchObject({ result: 'intact', rows: 6 });
  });
});

describe('an edit past the triggers', () => {
  test.each([
    [
      'one character of a payload',
      `UPDATE audit_trail SET payload = replace(payload, 'refuse', 'refusf') WHERE sequence = 3`,
      'row-changed',
      3,
    ],
    [
      'another spelling of the same payload',
      `UPDATE audit_trail SET payload = payload || ' ' WHERE sequence = 4`,
      'row-changed',
      4,
    ],
    ['a time', 'UPDATE audit_trail SET at = at + 1 WHERE sequence = 1', 'row-changed', 1],
    ['a kind', "UPDATE audit_trail SET kind = 'consult-ended' WHERE sequence = 2", 'row-changed', 2],
    ['a tenant', "UPDATE audit_trail SET tenant = 'u' WHERE sequence = 2", 'row-changed', 2],
    ['a consult', 'UPDATE audit_trail SET consult_id = NULL WHERE sequence = 5', 'row-changed', 5],
    ['a hash', 'UPDATE audit_trail SET hash = previous_hash WHERE sequence = 6', 'row-changed', 6],
    ['a row taken out', 'DELETE FROM audit_trail WHERE sequence = 3', 'row-missing', 3],
    ['the first row taken out', 'DELETE FROM audit_trail WHERE sequence = 1', 'row-missing', 1],
    [
      'a row taken out and the rest moved up',
      'DELETE FROM audit_trail WHERE sequence = 3; UPDATE audit_trail SET sequence = sequence - 1 WHERE sequence > 3',
      'row-changed',
      3,
    ],
    [
      'two rows exchanged',
      'UPDATE audit_trail SET sequence = 99 WHERE sequence = 2; UPDATE audit_trail SET sequence = 2 WHERE sequence = 3; UPDATE audit_trail SET sequence = 3 WHERE sequence = 99',
      'row-changed',
      2,
    ],
  ] as const)('%s is found, and the row named', (_, sql, fault, sequence) => {
    tamper(sql);
    expect(verifyAuditFile(path)).toMatchObject({ result: 'broken', fault, sequence });
  });

  test('a row rewritten together with its hash breaks the link to the next', () => {
    const raw = new DatabaseSync(path);
    raw.exec('DROP TRIGGER audit_trail_no_update');
    const row = [...storedRows(raw)][2]?.row;
    if (row === undefined) throw new Error('there is no third row');
    const forged = { ...row, payload: '{"verdict":"allow"}' };
    raw
      .prepare('UPDATE audit_trail SET payload = ?, hash = ? WHERE sequence = 3')
      .run(forged.payload, hashOfRow(forged));
    raw.close();
    expect(verifyAuditFile(path)).toMatchObject({ result: 'broken', fault: 'link-broken', sequence: 4 });
  });

  test('rows cut off the end are found by the head that was kept elsewhere', () => {
    tamper('DELETE FROM audit_trail WHERE sequence > 4');
    expect(verifyAuditFile(path)).toMatchObject({ result: 'intact', rows: 4 });
    expect(verifyAuditFile(path, head)).toMatchObject({
      result: 'broken',
      fault: 'head-missing',
      sequence: 5,
    });
  });

  test('another row in the place of the head is found, and rows after the head are fine', async () => {
    expect(verifyAuditFile(path, { sequence: 6, hash: 'f'.repeat(64) })).toMatchObject({
      result: 'broken',
      fault: 'head-differs',
      sequence: 6,
    });
    const trail = openSqliteAuditTrail({ path, now: () => 1_795_000_000_001 });
    await trail.append({ kind: 'consult-ended', tenant: 't', consultId: 'c-6', payload: {} });
    expect(await trail.verify(head)).toMatchObject({ result: 'intact', rows: 7 });
    await trail.close();
  });
});

describe('a damaged file', () => {
  test('one byte of a stored payload is found, and the row named', () => {
    const bytes = readFileSync(path);
    const place = bytes.indexOf('{"row":5');
    expect(place).toBeGreaterThan(0);
    bytes[place + 7] = '9'.charCodeAt(0);
    writeFileSync(path, bytes);
    expect(verifyAuditFile(path)).toMatchObject({ result: 'broken', fault: 'row-changed', sequence: 5 });
  });

  test('no byte of the file can be changed so that the trail reads otherwise and counts as intact', () => {
    const original = readFileSync(path);
    const truth = JSON.stringify(rowsIn(path));
    const copy = join(folder, 'copy.sqlite');
    const results = new Set<string>();
    const unnoticed: number[] = [];
    for (let place = 0; place < original.length; place += 5) {
      const bytes = Buffer.from(original);
      bytes[place] = (bytes[place] ?? 0) ^ (1 << (place % 8));
      writeFileSync(copy, bytes);
      const verification = verifyAuditFile(copy, head);
      results.add(verification.result);
      if (verification.result === 'intact' && JSON.stringify(rowsIn(copy)) !== truth) unnoticed.push(place);
    }
    expect(unnoticed).toEqual([]);
    expect(results).toEqual(new Set(['intact', 'broken', 'unreadable']));
  });

  test.each([
    ['a file cut short', (bytes: Buffer) => bytes.subarray(0, 3000)],
    ['a page of zeros', (bytes: Buffer) => Buffer.from(bytes).fill(0, 4096, 8192)],
    ['a header of zeros', (bytes: Buffer) => Buffer.from(bytes).fill(0, 0, 100)],
    ['text', () => Buffer.from('a note')],
  ])('%s is unreadable, not a crash', (_, damage) => {
    writeFileSync(path, damage(readFileSync(path)));
    expect(verifyAuditFile(path)).toMatchObject({ result: 'unreadable' });
  });

  test('a file that is not there is not made', () => {
    const missing = join(folder, 'missing.sqlite');
    expect(verifyAuditFile(missing)).toMatchObject({ result: 'unreadable', fault: 'missing' });
    expect(existsSync(missing)).toBe(false);
    expect(verifyAuditFile(folder)).toMatchObject({ result: 'unreadable' });
  });
});

describe('reading only', () => {
  test('leaves nothing beside a trail at rest', () => {
    const before = readFileSync(path);
    expect(verifyAuditFile(path)).toMatchObject({ result: 'intact', rows: 6 });
    expect(readdirSync(folder)).toEqual(['audit.sqlite']);
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test('works while a server appends', async () => {
    const trail = openSqliteAuditTrail({ path, now: () => 1 });
    await trail.append({ kind: 'consult-created', tenant: 't', consultId: 'c-7', payload: {} });
    expect(verifyAuditFile(path)).toMatchObject({ result: 'intact', rows: 7 });
    await trail.close();
  });

  test('a damaged write-ahead log takes no row with it', async () => {
    const trail = openSqliteAuditTrail({ path, now: () => 1 });
    await trail.append({ kind: 'consult-created', tenant: 't', consultId: 'c-7', payload: {} });
    await trail.append({ kind: 'consult-ended', tenant: 't', consultId: 'c-7', payload: {} });
    const copy = join(folder, 'copy.sqlite');
    writeFileSync(copy, readFileSync(path));
    const log = readFileSync(`${path}-wal`);
    expect(log.length).toBeGreaterThan(100);
    log[40] = (log[40] ?? 0) ^ 1;
    writeFileSync(`${copy}-wal`, log);
    expect(verifyAuditFile(copy)).toMatchObject({ result: 'intact', rows: 8 });
    await trail.close();
  });
});

function rowsIn(file: string): unknown {
  const raw = new DatabaseSync(file, { readOnly: true });
  try {
    return [...storedRows(raw)].map(({ row }) => row);
  } finally {
    raw.close();
  }
}
