import { DatabaseSync } from 'node:sqlite';
import { VideoError } from '@patchbay/contract';
import { describe, expect, test } from 'vitest';
import { consultsOnAll, month, now } from '../../test/consults-on-all.ts';
import { agreed, onDaily, onTwilio } from '../../test/vendor-answers.ts';
import { pullVendorUsage } from './pull-vendor-usage.ts';
import { daysOver } from './usage-days.ts';

describe('three unlike vendors, by their own server halves', () => {
  test('that count what we do', async () => {
    const { pull, reconcile } = await consultsOnAll();
    expect((await pull('twilio', agreed))?.filter(({ outcome }) => outcome === 'new')).toHaveLength(6);
    expect(new Set((await pull('daily', agreed))?.map(({ outcome }) => outcome))).toEqual(new Set(['new']));
    const vonage = (await pull('vonage', agreed))?.filter(({ outcome }) => outcome === 'too-late');
    expect(vonage?.map(({ day }) => day)).toEqual(['2026-11-01', '2026-11-02']);
    const providers = await reconcile();
    for (const vendor of ['twilio', 'daily', 'vonage']) {
      expect(providers.get(vendor)?.reconciliation).toMatchObject({
        oursSeconds: 1200,
        theirsSeconds: 1200,
        varianceSeconds: 0,
        variancePercent: 0,
      });
    }
    expect(providers.get('daily')).toMatchObject({ state: 'reconciled', pulledAt: now, missingDays: [] });
    expect(providers.get('vonage')?.reconciliation?.by).toBe('room');
  });

  test('Twilio counts a minute more than we were told, and somebody in a room that is nobody’s', async () => {
    const { pull, reconcile } = await consultsOnAll();
    await pull('twilio', {
      ...agreed,
      twilio: [onTwilio('one', 660), onTwilio('two', 600), onTwilio('three', 30)],
    });
    expect((await reconcile()).get('twilio')?.reconciliation).toMatchObject({
      varianceSeconds: 90,
      variancePercent: 7.5,
      causes: [
        { cause: 'length', items: 1, varianceSeconds: 60 },
        { cause: 'missing-here', items: 1, varianceSeconds: 30 },
        { cause: 'rounding', items: 1, varianceSeconds: 0 },
      ],
    });
  });

  test('Daily tells what a lost leave has cost, and its fifteen seconds are rounding', async () => {
    const { pull, reconcile } = await consultsOnAll({ daily: false });
    await pull('daily', { ...agreed, daily: [onDaily('one', 612), onDaily('two', 600)] });
    const found = (await reconcile()).get('daily')?.reconciliation;
    expect(found?.causes.map(({ cause }) => cause)).toEqual(['missing-leave', 'rounding']);
    // Half a lease was counted for a connection of which only the join is known.
    expect(found?.causes[0]?.varianceSeconds).toBeGreaterThan(500);
    expect(found?.causes[1]).toEqual({ cause: 'rounding', items: 1, varianceSeconds: 12 });
  });

  test('Vonage sums up a room, and does not know yet what it will be', async () => {
    const { pull, reconcile } = await consultsOnAll();
    await pull('vonage', { ...agreed, vonageMinutes: 25 });
    expect((await reconcile()).get('vonage')?.reconciliation).toMatchObject({
      by: 'room',
      varianceSeconds: 300,
      causes: [{ cause: 'length', items: 1 }],
    });
    await pull('vonage', { ...agreed, vonageMinutes: undefined });
    expect((await reconcile()).get('vonage')?.reconciliation).toMatchObject({
      varianceSeconds: 0,
      notCompared: { unfinishedLines: 1 },
      causes: [],
    });
  });

  test('what is not known is said, and is not zero', async () => {
    const { pull, reconcile } = await consultsOnAll();
    await pull('twilio', agreed);
    const providers = await reconcile();
    expect(providers.get('livekit')).toMatchObject({ state: 'no-usage-api', reconciliation: undefined });
    expect(providers.get('daily')).toMatchObject({
      state: 'not-pulled',
      reconciliation: undefined,
      pulledAt: undefined,
    });
    // Twilio forgets after a week: what it was not asked about by then it cannot be asked any more.
    const twilio = providers.get('twilio');
    expect(twilio).toMatchObject({ state: 'partly' });
    expect(twilio?.missingDays).toContain('2026-11-01');
    expect(twilio?.missingDays).not.toContain('2026-11-20');
  });
});

describe('answers', () => {
  test('are kept once, and a changed one supersedes', async () => {
    const { pull, reconcile, ledgerPath } = await consultsOnAll();
    await pull('daily', agreed);
    const again = await pull('daily', agreed, now + 1000);
    expect(new Set(again?.map(({ outcome }) => outcome))).toEqual(new Set(['same']));
    const changed = await pull(
      'daily',
      { ...agreed, daily: [onDaily('one', 900), onDaily('two', 600)] },
      now + 2000,
    );
    expect(changed?.filter(({ outcome }) => outcome === 'changed').map(({ day }) => day)).toEqual([
      '2026-11-20',
    ]);
    expect((await reconcile()).get('daily')?.reconciliation?.theirsSeconds).toBe(1500);
    const database = new DatabaseSync(ledgerPath, { readOnly: true });
    const [kept] = database
      .prepare("SELECT count(*) AS count FROM ledger_vendor_report WHERE provider = 'daily'")
      .all();
    database.close();
    expect(kept).toEqual({ count: 22 + 1 });
  });

  test('that do not come stop the asking, and lose nothing', async () => {
    const { ledger, consults } = await consultsOnAll();
    let calls = 0;
    const backend = {
      pullUsage: async () => {
        calls += 1;
        if (calls === 3) throw new VideoError('unreachable', 'No answer.', { provider: 'daily' });
        return [];
      },
    };
    const days = daysOver(month, now).slice(0, 5);
    const parts = { provider: 'daily', backend, days, ledger, consults, now: () => now };
    expect((await pullVendorUsage(parts))?.map(({ outcome, code }) => code ?? outcome)).toEqual([
      'new',
      'new',
      'unreachable',
      'not-asked',
      'not-asked',
    ]);
    expect(calls).toBe(3);
  });
});
