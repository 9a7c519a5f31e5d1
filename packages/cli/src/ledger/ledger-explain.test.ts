import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ConsultExplanation, ledgerFile } from '@patchbay/server';
import { describe, expect, onTestFinished, test } from 'vitest';
import { attestedConfig, writeConfig } from '../../test/attested-config.ts';
import { errorOf, run } from '../../test/run-in-process.ts';
import { scratchFolder } from '../../test/scratch-folder.ts';
import { openLedgerIn } from '../../test/seed-ledger.ts';
import { appendVisit, visitPersons, visitStart } from '../../test/seed-visit.ts';

/** A ledger with one visit, still open as a server would have it. */
async function visited() {
  const cwd = await scratchFolder();
  await writeConfig(cwd, attestedConfig());
  const ledger = await openLedgerIn(cwd);
  onTestFinished(() => ledger.close());
  await appendVisit(ledger);
  return { cwd, explain: (...args: readonly string[]) => run(['ledger', 'explain', ...args], { cwd }) };
}

describe('ledger explain', () => {
  test('says what each row did, while the ledger is open elsewhere', async () => {
    const { explain } = await visited();
    const ran = await explain('visit-1', '--json');
    expect(ran.exit).toBe(0);
    const told = ran.json() as ConsultExplanation;
    expect(told).toMatchObject({
      consultId: 'visit-1',
      tenant: 'north',
      carriers: [{ provider: 'livekit' }],
    });
    // Mind the gap: the page left after 600 s, the vendor's leave was lost, and the room ended long after.
    expect(told.intervals).toMatchObject([
      { person: 'P1', connection: 'PA_patient', start: visitStart, endBasis: 'witness' },
      { person: 'P2', connection: 'PA_clinician', seconds: 590, endBasis: 'observed' },
    ]);
    const aside = told.evidence.filter(({ setAside }) => setAside !== undefined);
    expect(aside.map(({ evidence, setAside }) => `${evidence.source} ${evidence.kind}: ${setAside}`)).toEqual(
      [
        'signalling left: less-precise',
        'roster-poll present: after-leave',
        'webhook room-ended: room-not-needed',
      ],
    );
    expect(told.persons.map(({ person }) => person)).toEqual(['P1', 'P2']);
  });

  test('bills the visit under every rate card, step by step', async () => {
    const { explain } = await visited();
    const { bills, intervals } = (await explain('visit-1', '--json')).json() as ConsultExplanation;
    const providers = new Set(bills.map(({ provider }) => provider));
    for (const vendor of ['twilio', 'daily', 'vonage', 'agora', 'whereby', 'zoom', 'livekit']) {
      expect(providers).toContain(vendor);
    }
    const observed = intervals.reduce((sum, { seconds }) => sum + seconds, 0);
    for (const { items } of bills) {
      const first = items.map(({ steps }) => Number(steps[0]?.seconds));
      expect(first.reduce((sum, one) => sum + one, 0)).toBeCloseTo(observed, 6);
      for (const { steps, billedSeconds } of items) expect(steps.at(-1)?.seconds).toBe(billedSeconds);
    }
  });

  test('shows it to people: ends with their basis, runs of heartbeats, what was set aside, and the bills', async () => {
    const { explain } = await visited();
    const { stdout, exit } = await explain('visit-1');
    expect(exit).toBe(0);
    const line = (...words: readonly string[]): string | undefined =>
      stdout.split('\n').find((each) => words.every((word) => each.includes(word)));
    expect(line('P2', 'PA_clinician', '09:00:30.000', '09:10:20.000')).toContain('9.83');
    expect(line('end', 'witness')).toContain('heartbeat left');
    expect(line('39 heartbeats', 'page-patient')).toContain('witness of 1');
    expect(line('signalling', 'left')).toContain('set aside: another witness told it with a smaller error');
    expect(line('roster-poll')).toContain('set aside: the connection had left by then');
    expect(line('room-ended', 'the room')).toContain('set aside');
    expect(line('twilio')).toContain(' to ');
  });

  test('shows what a page says that it carried, from the last heartbeat that tells', async () => {
    const { explain } = await visited();
    const { evidence } = (await explain('visit-1', '--json')).json() as ConsultExplanation;
    expect(evidence.filter(({ evidence: { carried } }) => carried !== undefined)).toHaveLength(39);
    const { stdout } = await explain('visit-1');
    const lines = stdout.split('\n');
    const at = lines.findIndex((line) => line.startsWith('What each page says that it carried'));
    // 39 intervals of 15 s less the second before a heartbeat: 584 s.
    const words = lines[at + 2]?.trim().split(/ {2,}/);
    expect(words).toEqual(['P1', 'page-patient', '9.75', 'hd 9.73', '9.73', '87.6', '58.4']);
  });

  test('says what each interval carried, and for how much of it that is known', async () => {
    const { explain } = await visited();
    const { intervals } = (await explain('visit-1', '--json')).json() as ConsultExplanation;
    expect(intervals[0]).toMatchObject({
      media: 'video',
      carried: { receivedSeconds: { hd: 584 }, received: { seconds: 584, bitsPerSecond: 1_200_000 } },
    });
    expect(intervals[1]?.carried.receivedSeconds).toMatchObject({ hd: 0, unknown: 590 });
    const lines = (await explain('visit-1')).stdout.split('\n');
    const at = lines.findIndex((line) => line.startsWith('What they carried'));
    const words = [2, 3].map((next) => lines[at + next]?.trim().split(/ {2,}/));
    expect(words[0]).toEqual([
      '1',
      'hd 9.73',
      expect.stringMatching(/%/),
      '9.73',
      expect.stringContaining('1,200 ('),
      expect.stringContaining('800 ('),
    ]);
    expect(words[1]).toEqual([
      '2',
      'nobody looked',
      '9.83 (100 %)',
      'not known',
      'not counted',
      'not counted',
    ]);
  });

  test('names nobody, by key or otherwise', async () => {
    const { explain } = await visited();
    const text = (await explain('visit-1')).stdout + (await explain('visit-1', '--json')).stdout;
    for (const key of Object.values(visitPersons)) expect(text).not.toContain(key);
  });

  test('writes nothing', async () => {
    const { cwd, explain } = await visited();
    const file = ledgerFile(join(cwd, '.patchbay'));
    const before = await readFile(file);
    await explain('visit-1');
    expect(await readFile(file)).toEqual(before);
  });

  test('says so when the ledger knows nothing of a consult', async () => {
    const { explain } = await visited();
    const ran = await explain('another', '--json');
    expect(ran.exit).toBe(1);
    expect(errorOf(ran).code).toBe('consult-unknown');
  });

  test('asks for a consult, and for a ledger', async () => {
    const cwd = await scratchFolder();
    expect((await run(['ledger', 'explain', '--json'], { cwd })).exit).toBe(2);
    const ran = await run(['ledger', 'explain', 'c', '--json'], { cwd });
    expect([ran.exit, errorOf(ran).code]).toEqual([4, 'ledger-missing']);
  });
});
