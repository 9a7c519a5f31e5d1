import { resolveConfig, withConsults } from '@patchbay/server';
import { describe, expect, onTestFinished, test } from 'vitest';
import { attestedConfig, writeConfig } from '../../test/attested-config.ts';
import { errorOf, run, testNow } from '../../test/run-in-process.ts';
import { scratchFolder } from '../../test/scratch-folder.ts';
import { appendConsult, openLedgerIn } from '../../test/seed-ledger.ts';
import type { ReconcileAnswer } from '../render/render-reconciliation.ts';

const start = Date.UTC(2026, 10, 20, 9);
const daily = { apiKey: 'a-daily-api-key-of-enough-characters' };

/** Daily's meetings: the first of the two stayed for five minutes more than we were told. */
const answering: typeof fetch = async (input, init) => {
  const { pathname } = new URL(new Request(input, init).url);
  if (!pathname.endsWith('/meetings'))
    return Response.json({ domain_name: 'clinic', config: { hipaa: true } });
  const participants = [1500, 1200].map((duration, index) => ({
    user_id: null,
    participant_id: `c1-${index}`,
    user_name: null,
    join_time: start / 1000,
    duration,
  }));
  const meeting = { id: 'm1', room: 'room-1', start_time: start / 1000, duration: 1500, ongoing: false };
  return Response.json({ total_count: 1, data: [{ ...meeting, participants }] });
};

async function seeded() {
  const cwd = await scratchFolder();
  await writeConfig(cwd, attestedConfig({ providers: { daily } }));
  const ledger = await openLedgerIn(cwd);
  onTestFinished(() => ledger.close());
  await appendConsult(ledger, { provider: 'daily', consultId: 'c1', start, minutes: 20, people: 2 });
  const config = resolveConfig(attestedConfig(), { directory: cwd });
  await withConsults({ config, now: () => testNow }, async (consults) => {
    await consults.insert({
      id: 'c1',
      tenant: 'north',
      carriers: [{ provider: 'daily', deployment: 'healthcare' }],
      room: 'room-1',
      phi: false,
      features: [],
      maxParticipants: 2,
      state: 'ended',
      createdAt: start,
      endedAt: start + 1,
    });
    await consults.rememberRoom('c1', 'daily', 'room-1');
  });
  return {
    cwd,
    reconcile: (...args: readonly string[]) => run(['reconcile', ...args], { cwd, fetch: answering }),
  };
}

describe('reconcile', () => {
  test('asks the vendor, keeps the answer, and says what differs and why', async () => {
    const { reconcile, cwd } = await seeded();
    const before = (await run(['report', '--month', '2026-11'], { cwd })).stdout;
    expect(before).toContain('daily: not reconciled with the vendor’s own count.');
    const ran = await reconcile('--month', '2026-11', '--json');
    expect(ran.exit).toBe(0);
    const answer = ran.json() as ReconcileAnswer;
    expect(answer.asked).toMatchObject([{ provider: 'daily' }]);
    expect(answer.asked[0]?.days?.filter(({ outcome }) => outcome === 'new')).toHaveLength(22);
    expect(answer.providers).toMatchObject([
      {
        provider: 'daily',
        state: 'reconciled',
        pulledAt: testNow,
        reconciliation: {
          oursSeconds: 2400,
          theirsSeconds: 2700,
          variancePercent: 12.5,
          causes: [
            { cause: 'length', items: 1, varianceSeconds: 300 },
            { cause: 'rounding', items: 1, varianceSeconds: 0 },
          ],
        },
      },
    ]);
    const { stdout } = await reconcile('--month', '2026-11', '--no-pull');
    expect(stdout).toContain('ours 40 ± 0 min, theirs 45 min, variance +300 s (12.5 %)');
    expect(stdout).toMatch(/length +1 +\+300 s +both were told/);
    expect(stdout).toContain('reconciled on 2026-11-23');
    const report = (await run(['report', '--month', '2026-11'], { cwd })).stdout;
    expect(report).toContain('daily: reconciled on 2026-11-23, variance 300 s (12.5 %).');
    const year = (await run(['report', '--year', '2026'], { cwd })).stdout;
    expect(year).toContain('daily: reconciled in 2026-11; variance of what was compared 300 s (12.5 %).');
  });

  test('says that the vendor was not asked, without asking, and gives no variance', async () => {
    const { reconcile } = await seeded();
    const { stdout, exit } = await reconcile('--month', '2026-11', '--no-pull');
    expect(exit).toBe(0);
    expect(stdout).toContain('daily, ');
    expect(stdout).toContain('not-pulled');
    expect(stdout).not.toContain('variance');
  });

  test('a vendor that does not answer is a failure of the surroundings, and told', async () => {
    const { cwd } = await seeded();
    const ran = await run(['reconcile', '--month', '2026-11'], {
      cwd,
      fetch: async () => Response.json({ error: 'authentication-error' }, { status: 401 }),
    });
    expect(ran.exit).toBe(4);
    expect(ran.stdout).toContain('1 failed, 21 not-asked');
  });

  test('a provider whose settings are missing is told which', async () => {
    const { reconcile } = await seeded();
    const ran = await reconcile('--month', '2026-11', '--provider', 'twilio');
    expect(ran.exit).toBe(4);
    expect(ran.stdout).toContain('The config lacks');
    expect(ran.stdout).toContain('accountSid');
  });

  test('refuses a provider that there is not', async () => {
    const { reconcile } = await seeded();
    const ran = await reconcile('--provider', 'nobody', '--json');
    expect([ran.exit, errorOf(ran).code]).toEqual([2, 'provider-unknown']);
  });
});
