import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ledgerFile, type MonthReport, type PeriodReport } from '@patchbay/server';
import { describe, expect, onTestFinished, test } from 'vitest';
import { attestedConfig, writeConfig } from '../../test/attested-config.ts';
import { errorOf, run } from '../../test/run-in-process.ts';
import { scratchFolder } from '../../test/scratch-folder.ts';
import { appendConsult, openLedgerIn } from '../../test/seed-ledger.ts';
import { appendVisit } from '../../test/seed-visit.ts';

const november = Date.UTC(2026, 10, 20, 9);
const october = Date.UTC(2026, 9, 20, 9);
const cloud = {
  url: 'wss://example.livekit.cloud',
  apiKey: 'key',
  apiSecret: 'a-livekit-secret-of-enough-characters',
  deployment: 'cloud-scale',
};

/** A folder with a ledger of three consults, still open as a server would have it. */
async function seeded() {
  const cwd = await scratchFolder();
  await writeConfig(cwd, attestedConfig({ providers: { livekit: cloud } }));
  const ledger = await openLedgerIn(cwd);
  onTestFinished(() => ledger.close());
  await appendConsult(ledger, { provider: 'mesh', consultId: 'c1', start: november, minutes: 20, people: 2 });
  await appendConsult(ledger, {
    provider: 'livekit',
    consultId: 'c2',
    start: november,
    minutes: 30,
    people: 3,
  });
  await appendConsult(ledger, { provider: 'mesh', consultId: 'c3', start: october, minutes: 5, people: 2 });
  return { cwd, report: (...args: readonly string[]) => run(['report', ...args], { cwd }) };
}

describe('report', () => {
  test('sums up the current month while the ledger is open elsewhere', async () => {
    const { report } = await seeded();
    const ran = await report('--json');
    expect(ran.exit).toBe(0);
    const answer = ran.json() as MonthReport;
    expect(answer).toMatchObject({
      month: '2026-11',
      complete: false,
      usage: { participantMinutes: 130, consults: 2 },
    });
    expect(answer.providers.map(({ provider, usage }) => [provider, usage.participantMinutes])).toEqual([
      ['livekit', 90],
      ['mesh', 40],
    ]);
    expect(answer.bills.length).toBeGreaterThan(1);
    expect(answer.selfHosting.preset).toBe('on-call-engineer');
    expect(answer.otherPresets.map(({ preset }) => preset)).toContain('sheet');
  });

  test('takes the month it is told', async () => {
    const { report } = await seeded();
    const ran = await report('--month', '2026-10', '--json');
    expect(ran.json() as MonthReport).toMatchObject({ complete: true, usage: { participantMinutes: 10 } });
  });

  test('shows minutes with their error, spend, other bills, presets and marks', async () => {
    const { report, cwd } = await seeded();
    const { stdout, stderr } = await report();
    const line = (...words: readonly string[]): string | undefined =>
      stdout.split('\n').find((each) => words.every((word) => each.includes(word)));
    expect(line('mesh', 'self-hosted')).toContain('40 ± 0');
    expect(line('mesh', 'self-hosted')).toContain('no vendor’s bill');
    expect(line('livekit', 'cloud-scale', '90 ± 0')).toContain('$500.00');
    expect(line('cloud-ship', 'livekit-ship')).toContain('amber');
    expect(line('cloud-ship', 'livekit-ship')).toContain('no (amber: third-party)');
    expect(line('on-call-engineer', '$')).toContain('amber');
    expect(stdout).toContain('Crossover against livekit, livekit-scale');
    expect(stderr).toContain(ledgerFile(join(cwd, '.patchbay')));
  });

  test('shows what was carried, and that nobody looked where nobody did', async () => {
    const { report, cwd } = await seeded();
    const lines = (text: string, title: string): readonly string[] => {
      const all = text.split('\n');
      const at = all.findIndex((line) => line.startsWith(title));
      return all.slice(at + 2, all.indexOf('', at));
    };
    const title = 'What was carried, and for how much of the time it is known';
    const before = lines((await report()).stdout, title);
    expect(before).toHaveLength(3);
    for (const line of before)
      expect(line).toMatch(/nobody looked +[\d.]+ \(100 %\) +not known +not counted +not counted/);
    const ledger = await openLedgerIn(cwd);
    await appendVisit(ledger);
    await ledger.close();
    const after = lines((await report()).stdout, title);
    expect(after[0]).toMatch(
      /livekit +hd 9\.73 +[\d.]+ \([\d.]+ %\) +9\.73 +1,200 \([\d.]+ %\) +800 \([\d.]+ %\)/,
    );
    const year = lines((await report('--year', '2026')).stdout, title);
    expect(year.at(-1)).toMatch(/together +hd 9\.73/);
    const { usage } = (await report('--json')).json() as MonthReport;
    expect(usage.carried.receivedSeconds).toMatchObject({ hd: 584, audio: 0 });
  });

  test('takes a year, or months, and adds them up', async () => {
    const { report } = await seeded();
    const year = (await report('--year', '2026', '--json')).json() as PeriodReport;
    expect(year.months).toHaveLength(12);
    expect(year.usage.participantMinutes).toBe(140);
    expect(year.tenants.map(({ tenant, usage }) => [tenant, usage.consults])).toEqual([['north', 3]]);
    const two = (await report('--from', '2026-10', '--to', '2026-11', '--json')).json() as PeriodReport;
    expect(two.months.map(({ month, usage }) => [month, usage.participantMinutes])).toEqual([
      ['2026-10', 10],
      ['2026-11', 130],
    ]);
    const { stdout } = await report('--year', '2026');
    expect(stdout).toMatch(/2026-11\s+130 ± 0.*livekit \$500\.00/);
    expect(stdout).toMatch(/together\s+140 ± 0/);
    expect(stdout).toMatch(/north\s+140 ± 0/);
    expect(stdout).toContain('  livekit: not reconciled with the vendor’s own count in 2026-11.\n');
    expect(stdout).not.toContain('mesh: not reconciled');
  });

  test.each([
    ['--year', '2026', '--month', '2026-11'],
    ['--from', '2026-11'],
    ['--to', '2026-11'],
    ['--year', '26'],
  ])('refuses %s', async (...args) => {
    const ran = await run(['report', ...args, '--json'], { cwd: await scratchFolder() });
    expect(ran.exit).toBe(2);
    expect(errorOf(ran).message).toContain('Give');
  });

  test('does not need the secret and the API keys', async () => {
    const { cwd } = await seeded();
    await writeConfig(cwd, {});
    expect((await run(['report'], { cwd })).exit).toBe(0);
  });

  test('says so when there is no ledger, and makes none', async () => {
    const cwd = await scratchFolder();
    const ran = await run(['report', '--json'], { cwd });
    expect(ran.exit).toBe(4);
    expect(errorOf(ran).code).toBe('ledger-missing');
    expect(existsSync(join(cwd, '.patchbay'))).toBe(false);
  });

  test('says so when the ledger is damaged, and leaves it as it is', async () => {
    const cwd = await scratchFolder();
    await (await openLedgerIn(cwd)).close();
    const file = ledgerFile(join(cwd, '.patchbay'));
    await writeFile(file, 'x'.repeat(8192));
    const ran = await run(['report', '--json'], { cwd });
    expect(ran.exit).toBe(4);
    expect(errorOf(ran).code).toBe('ledger-corrupt');
    expect(await readFile(file, 'utf8')).toBe('x'.repeat(8192));
  });

  test.each(['2026-13', '2026', 'november', '2026-1'])('refuses the month %s', async (month) => {
    const ran = await run(['report', '--month', month, '--json'], { cwd: await scratchFolder() });
    expect(ran.exit).toBe(2);
    expect(errorOf(ran).message).toContain('--month');
  });
});

describe('a month that was closed', () => {
  const rows = (text: string, heading: string): readonly string[] => {
    const [, after = ''] = text.split(`\n${heading}`);
    const [table = ''] = after.split('\n\n');
    // The rest of the heading, and the names of the columns.
    return table.split('\n').slice(2);
  };
  const cells = (row: string | undefined): readonly string[] => row?.trim().split(/ {2,}/) ?? [];

  test('is shown as it was then, with what turned out later, which the open month accounts for', async () => {
    const { cwd, report } = await seeded();
    expect((await run(['ledger', 'close', '2026-10'], { cwd })).exit).toBe(0);
    const ledger = await openLedgerIn(cwd);
    onTestFinished(() => ledger.close());
    const late = { provider: 'twilio', consultId: 'late', start: october, minutes: 10, people: 3 };
    await appendConsult(ledger, late);
    const closed = (await report('--month', '2026-10')).stdout;
    const then = rows(closed, 'When it was closed, on 2026-11-23').map(cells);
    expect(then).toEqual([['mesh', '10', '2', 'no vendor’s bill']]);
    const correction = ['2026-10', '2026-11-23', 'twilio', '1', '30', '$0.12'];
    expect(cells(rows(closed, 'Corrected after it was closed')[0])).toEqual(correction);
    expect(closed).not.toContain('Corrections of earlier months');
    const open = (await report('--month', '2026-11')).stdout;
    expect(open).not.toContain('When it was closed');
    const accounted = rows(open, 'Corrections of earlier months, accounted for in this one');
    expect(accounted.map(cells)).toEqual([correction]);
    const inspected = (await run(['ledger', 'inspect'], { cwd })).stdout;
    expect(inspected).toMatch(/2026-10 +2026-11-23[^ ]* +1/);
  });

  test('without corrections has no table of them', async () => {
    const { cwd, report } = await seeded();
    await run(['ledger', 'close', '2026-10'], { cwd });
    const { stdout } = await report('--month', '2026-10');
    expect(rows(stdout, 'When it was closed, on 2026-11-23')).toHaveLength(1);
    expect(stdout).not.toContain('orrect');
  });
});
