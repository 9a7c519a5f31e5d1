import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type BookedLedger, heartbeatEvidence } from '@patchbay/metering';
import { ledgerFile, ledgerPerson } from '@patchbay/server';
import { describe, expect, onTestFinished, test } from 'vitest';
import { attestedConfig, writeConfig } from '../../test/attested-config.ts';
import { errorOf, run, testSecret } from '../../test/run-in-process.ts';
import { scratchFolder } from '../../test/scratch-folder.ts';
import { appendConsult, openLedgerIn } from '../../test/seed-ledger.ts';
import { appendVisit } from '../../test/seed-visit.ts';

const october = Date.UTC(2026, 9, 5, 9);

async function seeded() {
  const cwd = await scratchFolder();
  await writeConfig(cwd, attestedConfig());
  const ledger = await openLedgerIn(cwd);
  onTestFinished(() => ledger.close());
  await appendConsult(ledger, {
    provider: 'livekit',
    consultId: 'c1',
    start: october,
    minutes: 20,
    people: 2,
  });
  return { cwd, ledger, ask: (...args: readonly string[]) => run(['ledger', ...args], { cwd }) };
}

/** Past the ledger's own ways. */
function edit(cwd: string, sql: string): void {
  const database = new DatabaseSync(ledgerFile(join(cwd, '.patchbay')));
  database.exec(sql);
  database.close();
}

describe('ledger close', () => {
  test('keeps a month’s figures once', async () => {
    const { ask } = await seeded();
    expect((await ask('close', '2026-10', '--json')).json()).toEqual({
      month: '2026-10',
      closed: true,
      closedNow: true,
    });
    const again = await ask('close', '2026-10');
    expect([again.exit, again.stdout]).toEqual([
      0,
      '2026-10 was closed before. Its figures stay as they are.\n',
    ]);
  });

  test.each([
    ['2026-11', 1, 'month-not-over'],
    ['2026-13', 2, 'usage'],
    ['october', 2, 'usage'],
  ])('refuses %s', async (month, exit, code) => {
    const { ask } = await seeded();
    const ran = await ask('close', month, '--json');
    expect([ran.exit, errorOf(ran).code]).toEqual([exit, code]);
  });
});

describe('ledger verify', () => {
  test('finds a whole ledger sound, and says what waits', async () => {
    const { ask, ledger } = await seeded();
    await ask('close', '2026-10');
    await appendVisit(ledger);
    const ran = await ask('verify', '--json');
    expect(ran.exit).toBe(0);
    expect(ran.json()).toMatchObject({
      result: 'sound',
      checked: { evidenceRows: 50, consults: 2, months: 1, closedMonths: 1 },
      waiting: { consults: 1 },
    });
    expect((await ask('verify')).stdout).toContain('The ledger is sound.');
  });

  test('names the first difference and where it is', async () => {
    const { ask, cwd } = await seeded();
    await ask('close', '2026-10');
    edit(
      cwd,
      "UPDATE ledger_month SET milliseconds = milliseconds + 60000 WHERE participant_class = 'person' AND provider = 'livekit'",
    );
    const ran = await ask('verify');
    expect(ran.exit).toBe(1);
    expect(ran.stdout).toContain(
      'The ledger differs (month), at since 2026-10-01, tenant north, livekit, person.',
    );
    expect(ran.stdout).toContain(
      'All presence comes to 2400000 for milliseconds, and the month says 2460000.',
    );
  });

  test('looks at the audit trail where asked', async () => {
    const { ask } = await seeded();
    expect((await ask('verify')).exit).toBe(0);
    // There is none beside this ledger.
    const ran = await ask('verify', '--audit', '--json');
    expect(ran.exit).toBe(1);
    expect(ran.json()).toMatchObject({ result: 'sound', audit: { result: 'unreadable' } });
  });
});

describe('ledger erase', () => {
  const person = ledgerPerson({ secret: testSecret }, { tenant: 'north', userKey: 'u-7' });

  async function known(ledger: BookedLedger): Promise<void> {
    const told = heartbeatEvidence(
      { tenant: 'north', consultId: 'c7', provider: 'mesh', person },
      { connectionId: 'page', sequence: 0, kind: 'joined', at: october, elapsed: 0 },
      october,
    );
    if (!told.accepted) throw new Error(told.reason);
    await ledger.append([told.evidence]);
  }

  test('makes the person of a key in a file unlinkable, and the ledger stays sound', async () => {
    const { ask, cwd, ledger } = await seeded();
    await known(ledger);
    await writeFile(join(cwd, 'key.txt'), 'u-7\n');
    const ran = await ask('erase', '--tenant', 'north', '--user-key-file', 'key.txt', '--json');
    expect(ran.json()).toEqual({ consults: 1, waiting: 0 });
    expect(ran.stdout + ran.stderr).not.toContain('u-7');
    expect(JSON.stringify(await ledger.evidenceOf('c7'))).not.toContain(person);
    expect((await ask('verify')).exit).toBe(0);
    const again = await ask('erase', '--tenant', 'north', '--user-key-file', 'key.txt');
    expect(again.stdout).toContain('knows nobody by this key');
  });

  test.each([
    ['another tenant', ['--tenant', 'south', '--user-key-file', 'key.txt'], 0],
    ['a file that is not there', ['--tenant', 'north', '--user-key-file', 'none.txt'], 4],
    ['a file with more than a key', ['--tenant', 'north', '--user-key-file', 'many.txt'], 2],
    ['no tenant', ['--user-key-file', 'key.txt'], 2],
  ])('%s erases nobody', async (_name, args, exit) => {
    const { ask, cwd, ledger } = await seeded();
    await known(ledger);
    await writeFile(join(cwd, 'key.txt'), 'u-7');
    await writeFile(join(cwd, 'many.txt'), 'u-7\nu-8\n');
    expect((await ask('erase', ...args)).exit).toBe(exit);
    expect(JSON.stringify(await ledger.evidenceOf('c7'))).toContain(person);
  });

  test('a secret that was made up is refused', async () => {
    const { cwd } = await seeded();
    await writeConfig(cwd, { development: true });
    await writeFile(join(cwd, 'key.txt'), 'u-7');
    const ran = await run(['ledger', 'erase', '--tenant', 'north', '--user-key-file', 'key.txt', '--json'], {
      cwd,
    });
    expect([ran.exit, errorOf(ran).code]).toEqual([3, 'secret-missing']);
  });
});
