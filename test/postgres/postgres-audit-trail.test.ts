import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { openPostgresAuditTrail, verifyPostgresAudit } from '@patchbay/compliance';
import { auditEntry, describeAuditTrail } from '../../packages/compliance/test/describe-audit-trail.ts';
import { auditDatabase } from '../../packages/server/src/database/audit-database.ts';
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

let database: ScratchDatabase;
describeAuditTrail('PostgreSQL', {
  prepare: async () => {
    database = await scratchDatabase(server);
  },
  open: (now) => openPostgresAuditTrail({ database: auditDatabase(database.pool), now }),
  dispose: () => database.drop(),
});

const now = () => 1_795_000_000_000;

async function trailOf(rows: number) {
  const own = await scratchDatabase(server);
  onTestFinished(() => own.drop());
  const { pool } = own;
  const trail = await openPostgresAuditTrail({ database: auditDatabase(pool), now });
  await Promise.all(Array.from({ length: rows }, (_, index) => trail.append(auditEntry(`c-${index + 1}`))));
  const head = await trail.head();
  /** What whoever owns the tables can do: triggers stop nobody who drops them. */
  const tamper = async (sql: string): Promise<void> => {
    await pool.query('ALTER TABLE audit_trail DISABLE TRIGGER USER');
    await pool.query(sql);
  };
  return { pool, trail, head, tamper, url: own.url };
}

describe('the triggers', () => {
  test.each([
    ['UPDATE', "UPDATE audit_trail SET tenant = 'x' WHERE sequence = 2"],
    ['DELETE', 'DELETE FROM audit_trail WHERE sequence = 6'],
    ['TRUNCATE', 'TRUNCATE audit_trail'],
    [
      'INSERT … ON CONFLICT',
      "INSERT INTO audit_trail VALUES (2, 1, 'x', 'x', 'x', '{}', 'x', 'x') ON CONFLICT (sequence) DO UPDATE SET tenant = 'x'",
    ],
    ['an INSERT out of order', "INSERT INTO audit_trail VALUES (9, 1, 'x', 'x', 'x', '{}', 'x', 'x')"],
    ['an UPDATE by a replica', "SET session_replication_role = replica; UPDATE audit_trail SET tenant = 'x'"],
  ])('refuse %s', async (_, sql) => {
    const { pool, trail, head } = await trailOf(6);
    await expect(pool.query(sql)).rejects.toThrow('append-only');
    expect(await trail.verify(head)).toMatchObject({ result: 'intact', rows: 6 });
  });
});

describe('an edit past the triggers', () => {
  test.each([
    [
      'a payload',
      "UPDATE audit_trail SET payload = replace(payload, 'refuse', 'refusf') WHERE sequence = 3",
      3,
    ],
    ['another spelling', "UPDATE audit_trail SET payload = payload || ' ' WHERE sequence = 4", 4],
    ['a time', 'UPDATE audit_trail SET at = at + 1 WHERE sequence = 1', 1],
    ['a time beyond all numbers', 'UPDATE audit_trail SET at = 9223372036854775807 WHERE sequence = 1', 1],
    ['a consult', 'UPDATE audit_trail SET consult_id = NULL WHERE sequence = 5', 5],
  ])('%s is found, and the row named', async (_, sql, sequence) => {
    const { pool, tamper } = await trailOf(6);
    await tamper(sql);
    const verification = await verifyPostgresAudit(pool);
    expect(verification).toMatchObject({ result: 'broken', fault: 'row-changed', sequence });
  });

  test('a row taken out is found, and rows cut off the end are by the head', async () => {
    const { pool, head, tamper } = await trailOf(6);
    await tamper('DELETE FROM audit_trail WHERE sequence > 4');
    expect(await verifyPostgresAudit(pool)).toMatchObject({ result: 'intact', rows: 4 });
    expect(await verifyPostgresAudit(pool, head)).toMatchObject({ fault: 'head-missing', sequence: 5 });
    await tamper('DELETE FROM audit_trail WHERE sequence = 2');
    expect(await verifyPostgresAudit(pool)).toMatchObject({ fault: 'row-missing', sequence: 2 });
  });
});

describe('an audit trail in PostgreSQL', () => {
  test('is read in pages, of which none is left out', async () => {
    const { pool, trail, head, tamper } = await trailOf(10_001);
    expect(await trail.verify(head)).toMatchObject({ result: 'intact', rows: 10_001 });
    expect(await trail.rows()).toHaveLength(10_001);
    await tamper("UPDATE audit_trail SET tenant = 'x' WHERE sequence = 10000");
    expect(await verifyPostgresAudit(pool)).toMatchObject({ fault: 'row-changed', sequence: 10_000 });
  });

  test('appends one after the other also across instances whose clocks differ', async () => {
    const { pool, head } = await trailOf(1);
    const late = await openPostgresAuditTrail({ database: auditDatabase(pool), now: () => 5 });
    expect(await late.append(auditEntry('late'))).toMatchObject({ sequence: 2, at: 5 });
    expect(await late.verify(head)).toMatchObject({ result: 'intact', rows: 2 });
  });

  test('says when a row could not be written, and the next one follows the chain', async () => {
    const { pool, trail } = await trailOf(1);
    await pool.query(`CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION 'no space' USING ERRCODE = 'disk_full'; END $$`);
    await pool.query(
      'CREATE TRIGGER full_disk BEFORE INSERT ON audit_trail FOR EACH ROW EXECUTE FUNCTION full_disk()',
    );
    await expect(trail.append(auditEntry('c-2'))).rejects.toMatchObject({
      code: 'write-failed',
      cause: { code: '53100' },
    });
    await pool.query('DROP TRIGGER full_disk ON audit_trail');
    expect(await trail.append(auditEntry('c-3'))).toMatchObject({ sequence: 2 });
    expect(await trail.verify()).toMatchObject({ result: 'intact', rows: 2 });
  });

  test('written by a newer version is left alone', async () => {
    const { pool } = await trailOf(1);
    await pool.query('INSERT INTO audit_migration VALUES (99, 0)');
    await expect(openPostgresAuditTrail({ database: auditDatabase(pool), now })).rejects.toMatchObject({
      code: 'newer-schema',
    });
  });

  test('that is not there, or is something else, is unreadable', async () => {
    const own = await scratchDatabase(server);
    expect(await verifyPostgresAudit(own.pool)).toMatchObject({ result: 'unreadable', fault: 'missing' });
    await own.pool.query('CREATE TABLE audit_trail (id integer)');
    expect(await verifyPostgresAudit(own.pool)).toMatchObject({ fault: 'not-an-audit-trail' });
    await own.drop();
    expect(await verifyPostgresAudit(own.pool)).toMatchObject({ fault: 'cannot-open' });
    await expect(openPostgresAuditTrail({ database: auditDatabase(own.pool), now })).rejects.toMatchObject({
      code: 'cannot-open',
    });
  });
});
