import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type AuditHead, openSqliteAuditTrail } from '@patchbay/compliance';
import { describe, expect, test } from 'vitest';
import { errorOf, run, testNow } from '../../test/run-in-process.ts';
import { scratchFolder } from '../../test/scratch-folder.ts';

/** A trail of so many rows, closed. */
async function trailOf(rows: number) {
  const folder = await scratchFolder();
  const file = join(folder, 'audit.sqlite');
  const heads = await append(file, rows);
  const verify = (...args: readonly string[]) =>
    run(['audit', 'verify', '--file', 'audit.sqlite', ...args], { cwd: folder });
  return { folder, file, heads, verify };
}

async function append(file: string, rows: number): Promise<readonly AuditHead[]> {
  const trail = openSqliteAuditTrail({ path: file, now: () => testNow });
  const heads: AuditHead[] = [];
  for (let index = 0; index < rows; index += 1) {
    const payload = { applied: `key-${index}` };
    heads.push(await trail.append({ kind: 'config-changed', tenant: 'none', consultId: undefined, payload }));
  }
  await trail.close();
  return heads.map(({ sequence, hash }) => ({ sequence, hash }));
}

function edit(file: string, sql: string): void {
  const database = new DatabaseSync(file);
  // Whoever tampers takes the guard off first.
  for (const { name } of database.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").all()) {
    database.exec(`DROP TRIGGER ${String(name)}`);
  }
  database.exec(sql);
  database.close();
}

describe('audit verify', () => {
  test('prints the rows and the head of a whole trail', async () => {
    const { heads, verify, file } = await trailOf(3);
    const ran = await verify('--json');
    expect(ran.exit).toBe(0);
    expect(ran.json()).toEqual({ file, result: 'intact', rows: 3, head: heads[2] });
    expect((await verify()).stdout).toContain(`3:${heads[2]?.hash}`);
  });

  test('takes the data directory’s trail unless told otherwise', async () => {
    const { folder, file } = await trailOf(2);
    const env = { PATCHBAY_DATA_DIRECTORY: folder };
    const ran = await run(['audit', 'verify', '--json'], { cwd: folder, env });
    expect(ran.json()).toMatchObject({ file, rows: 2 });
  });

  test('names the row that was changed', async () => {
    const { file, verify } = await trailOf(4);
    edit(file, "UPDATE audit_trail SET tenant = 'other' WHERE sequence = 3");
    const ran = await verify('--json');
    expect(ran.exit).toBe(1);
    expect(ran.json()).toMatchObject({ result: 'broken', sequence: 3, fault: 'row-changed' });
    expect((await verify()).stdout).toContain('row 3');
  });

  test('names the row that is missing', async () => {
    const { file, verify } = await trailOf(4);
    edit(file, 'DELETE FROM audit_trail WHERE sequence = 2');
    const ran = await verify('--json');
    expect(ran.exit).toBe(1);
    expect(ran.json()).toMatchObject({ result: 'broken', sequence: 2, fault: 'row-missing' });
  });

  test('finds one flipped byte of a row', async () => {
    const { file, verify } = await trailOf(4);
    const bytes = await readFile(file);
    const place = bytes.indexOf('key-2');
    expect(place).toBeGreaterThan(0);
    bytes.writeUInt8('!'.charCodeAt(0), place);
    await writeFile(file, bytes);
    expect((await verify()).exit).toBe(1);
  });

  test('accepts a head that was kept, also after rows were added', async () => {
    const { file, heads, verify } = await trailOf(3);
    const [, , head] = heads;
    expect((await verify('--head', `3:${head?.hash}`)).exit).toBe(0);
    expect((await verify('--head', head?.hash ?? '')).exit).toBe(0);
    await append(file, 2);
    expect((await verify('--head', `3:${head?.hash}`)).exit).toBe(0);
  });

  test('finds rows cut off the end by the head', async () => {
    const { file, heads, verify } = await trailOf(5);
    edit(file, 'DELETE FROM audit_trail WHERE sequence > 3');
    expect((await verify()).exit).toBe(0);
    for (const head of [`5:${heads[4]?.hash}`, heads[4]?.hash ?? '']) {
      expect((await verify('--head', head)).exit).toBe(1);
    }
  });

  test('calls a file that is no trail a no, and leaves it as it is', async () => {
    const { file, verify } = await trailOf(1);
    await writeFile(file, 'not a database at all');
    const ran = await verify('--json');
    expect(ran.exit).toBe(1);
    expect(ran.json()).toMatchObject({ result: 'unreadable' });
    expect(await readFile(file, 'utf8')).toBe('not a database at all');
  });

  test('calls a file that is not there a matter of the surroundings', async () => {
    const { folder } = await trailOf(1);
    const ran = await run(['audit', 'verify', '--file', 'elsewhere.sqlite', '--json'], { cwd: folder });
    expect(ran.exit).toBe(4);
    expect(errorOf(ran).code).toBe('audit-missing');
  });

  test('does not write to the trail', async () => {
    const { file, folder, verify } = await trailOf(2);
    await copyFile(file, join(folder, 'copy'));
    await verify();
    expect(await readFile(file)).toEqual(await readFile(join(folder, 'copy')));
  });

  test.each(['nonsense', '3:', '0'.repeat(63), `x:${'0'.repeat(64)}`])(
    'refuses the head %s',
    async (head) => {
      const { verify } = await trailOf(1);
      const ran = await verify('--head', head, '--json');
      expect(ran.exit).toBe(2);
      expect(errorOf(ran).message).toContain('--head');
    },
  );
});
