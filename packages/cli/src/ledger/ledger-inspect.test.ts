import type { LedgerInspection } from '@patchbay/metering';
import { expect, onTestFinished, test } from 'vitest';
import { errorOf, run } from '../../test/run-in-process.ts';
import { scratchFolder } from '../../test/scratch-folder.ts';
import { openLedgerIn } from '../../test/seed-ledger.ts';
import { appendVisit } from '../../test/seed-visit.ts';

test('ledger inspect counts what is there, while the ledger is open elsewhere', async () => {
  const cwd = await scratchFolder();
  const ledger = await openLedgerIn(cwd);
  onTestFinished(() => ledger.close());
  await appendVisit(ledger);
  const ran = await run(['ledger', 'inspect', '--json'], { cwd });
  expect(ran.exit).toBe(0);
  expect(ran.json() as LedgerInspection).toMatchObject({
    rows: 46,
    consults: 1,
    consultsWaiting: 1,
    evidence: [
      { month: '2026-11', provider: 'livekit', source: 'heartbeat', rows: 40, telling: 39 },
      { source: 'roster-poll', rows: 1 },
      { source: 'signalling', rows: 1 },
      { source: 'webhook', rows: 4 },
    ],
  });
  const { stdout } = await run(['ledger', 'inspect'], { cwd });
  expect(stdout).toMatch(/consults waiting for roll-up +1\n/);
  expect(stdout).toMatch(/2026-11 +livekit +heartbeat +40 +39 +2026-11-20 09:00 +2026-11-20 09:09\n/);
  expect(stdout).toMatch(/Closed months\n {2}none\n/);
});

test('ledger inspect makes no ledger', async () => {
  const ran = await run(['ledger', 'inspect', '--json'], { cwd: await scratchFolder() });
  expect([ran.exit, errorOf(ran).code]).toEqual([4, 'ledger-missing']);
});
