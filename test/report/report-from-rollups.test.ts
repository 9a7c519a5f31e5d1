import type { BillingRule, ParticipantClass, RateCard, Sourced } from '@patchbay/contract';
import { addDecimals, catalogueOf, crossoverFromUsage, findBuildPreset, spendOf } from '@patchbay/cost';
import { type BillableConnection, openSqliteLedger, type Usage, usageOf } from '@patchbay/metering';
import { openUsageBook, reportMonth, reportMonths, resolveConfig } from '@patchbay/server';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { randomSource } from '../../packages/metering/test/random-source.ts';
import { scratchFolder } from '../servers/scratch-folder.ts';
import { foldedConnections, foldedMonth } from './folded-month.ts';
import { randomMonth } from './random-month.ts';

const now = Date.UTC(2026, 8, 20);
const config = resolveConfig({
  secret: 'a secret of more than thirty-two characters',
  development: true,
  providers: {
    livekit: {
      url: 'wss://example.livekit.cloud',
      apiKey: 'key',
      apiSecret: 'a-livekit-secret-of-enough-characters',
      deployment: 'cloud-scale',
    },
  },
});
const manifests = config.installed.map(({ manifest }) => manifest);
const everyRate = catalogueOf(manifests, '2026-08-31');
const times = config.metering;
/** The last days of June and July, LiveKit's change of its rule on the 24th of August, and the last days of August. */
const places = [
  { name: 'june', daysLater: 0 },
  { name: 'july', daysLater: 31 },
  { name: 'rule', daysLater: 54 },
  { name: 'august', daysLater: 62 },
];
const months = ['2026-06', '2026-07', '2026-08', '2026-09'];
const period = { from: Date.UTC(2026, 5), to: Date.UTC(2026, 9) };
const tenants = [undefined, 'clinic', 'other'];

const sourced = <Value>(value: Value): Sourced<Value> => ({
  value,
  source: 'made up for a test',
  readOn: '2026-11-29',
  confidence: 'assumed',
});
const perMinute: RateCard = {
  id: 'per-minute',
  plan: 'Made up',
  monthlyFee: sourced('0'),
  meters: [
    {
      unit: 'participant-minute',
      included: sourced('7'),
      tiers: sourced([
        { upTo: '100', price: '1' },
        { upTo: undefined, price: '0.3' },
      ]),
    },
  ],
  effectiveFrom: undefined,
  effectiveTo: undefined,
};

/** A price for each class. */
const perClass: RateCard = {
  ...perMinute,
  id: 'per-class',
  meters: [
    ...perMinute.meters,
    {
      unit: 'participant-minute',
      mediaClass: 'audio',
      included: sourced('3'),
      tiers: sourced([{ upTo: undefined, price: '0.1' }]),
    },
    {
      unit: 'participant-minute',
      mediaClass: 'full-hd',
      included: sourced('0'),
      tiers: sourced([{ upTo: undefined, price: '2' }]),
    },
    {
      unit: 'participant-minute',
      mediaClass: '2k-plus',
      included: sourced('0'),
      tiers: sourced([{ upTo: undefined, price: '7' }]),
    },
    {
      unit: 'gigabyte-downstream',
      included: sourced('0.5'),
      tiers: sourced([{ upTo: undefined, price: '0.11' }]),
    },
  ],
};

/** Every rule that sums can be billed under, in all its parts; `assumed`, so that all readings are compared too. */
const rules: readonly BillingRule[] = (['exact', 'second-up', 'minute-up', 'month-up'] as const).flatMap(
  (rounding) =>
    (['billed', 'free', 'as-audio'] as const).flatMap((loneParticipant) =>
      (['connection', 'participant'] as const).flatMap((roundingPer) =>
        [0, 10, 60].flatMap((minimum): readonly BillingRule[] => {
          if (loneParticipant === 'as-audio' && minimum > 0) return [];
          const rule: BillingRule = {
            id: `${rounding} ${loneParticipant} ${roundingPer} ${minimum}`,
            rounding: sourced(rounding),
            minimumSeconds: sourced(minimum),
            startsAt: sourced('connected'),
            loneParticipant: { ...sourced(loneParticipant), confidence: 'vendor' },
            roundingPer: sourced(roundingPer),
            sipLegs: sourced(minimum === 10 ? 'twice' : 'once'),
            machines: sourced(minimum === 60 ? 'free' : 'billed'),
            effectiveFrom: undefined,
            effectiveTo: undefined,
          };
          const before: BillingRule = {
            ...rule,
            rounding: sourced('minute-up'),
            roundingPer: sourced(roundingPer === 'connection' ? 'participant' : 'connection'),
            minimumSeconds: sourced(0),
          };
          const versions = [rule, { ...rule, effectiveFrom: '2026-08-24', supersedes: before }];
          const session = { classifiedBy: sourced('session' as const) };
          const bySession = versions.map((one): BillingRule => ({
            ...one,
            ...session,
            id: `${one.id} by session`,
            ...(one.supersedes && { supersedes: { ...one.supersedes, ...session } }),
          }));
          return [...versions, ...bySession, ...byPixels(rule, before)];
        }),
      ),
    ),
);

/** By pixels where sums suffice: nothing but the month is rounded, there is no minimum, and each connection is by its own day. */
function byPixels(rule: BillingRule, before: BillingRule): readonly BillingRule[] {
  const isExact = rule.rounding.value === 'exact' || rule.rounding.value === 'month-up';
  if (!isExact || rule.minimumSeconds.value > 0 || rule.roundingPer?.value !== 'connection') return [];
  const pixels = {
    rounding: { ...rule.rounding, confidence: 'vendor' },
    roundingPer: rule.roundingPer,
    classifiedBy: sourced('subscribed-pixels' as const),
  } as const;
  const one: BillingRule = { ...rule, ...pixels, id: `${rule.id} by pixels` };
  return [one, { ...one, effectiveFrom: '2026-08-24', supersedes: { ...before, ...pixels } }];
}

const rateOf = (of: {
  readonly provider: string;
  readonly deployment: string;
  readonly rateCard: string;
}) => {
  const found = everyRate.find(
    ({ provider, deployment, rateCard }) =>
      provider === of.provider && deployment === of.deployment && rateCard.id === of.rateCard,
  );
  if (found === undefined) throw new Error(`There is no rate card ${of.rateCard}.`);
  return found;
};

/** Without the bound, whose sum over months is larger. */
const exactly = (usage: Usage) => ({ ...usage, errorBoundSeconds: undefined });

/** Every card and rule, by each of two ways. */
const patience = { timeout: 120_000 };

describe.each([1, 2])('a report from rollups, of random truths (%i)', patience, (seed) => {
  let connections: readonly BillableConnection[];
  let book: ReturnType<typeof openUsageBook>;
  const cleanups: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    const folder = await scratchFolder();
    const ledger = await openSqliteLedger({ path: join(folder.path, 'ledger.sqlite'), now: () => now });
    cleanups.push(() => ledger.close(), folder.remove);
    const random = randomSource(20_261_129 + seed);
    await ledger.append(places.flatMap((place) => randomMonth(random, { consults: 5, ...place })));
    book = openUsageBook({ ledger, config: { get: () => config }, now: () => now });
    while ((await book.rollUp()).more);
    connections = await foldedConnections(ledger, { ...times, now });
  }, 120_000);
  afterAll(async () => {
    for (const cleanup of cleanups) await cleanup();
  });

  const of = (tenant: string | undefined) =>
    connections.filter((one) => (tenant ?? one.tenant) === one.tenant);

  test('is to the cent what all evidence gives, under every rate card of every provider', async () => {
    expect(everyRate.length).toBeGreaterThan(10);
    const preset = findBuildPreset('on-call-engineer');
    if (preset === undefined) throw new Error('The preset is missing.');
    for (const tenant of tenants) {
      for (const month of months) {
        const folded = foldedMonth(of(tenant), month);
        const report = await reportMonth({ book, config, month, tenant, now });
        expect(report.asOf).toBe(now);
        expect(report.usage).toEqual(folded.total);
        expect(new Map(report.providers.map(({ provider, usage }) => [provider, usage]))).toEqual(
          folded.byProvider,
        );
        for (const { provider, deployment, spend } of report.bills) {
          const { rateCard, rule } = rateOf({ provider, deployment, rateCard: spend.rateCard });
          expect(spend).toEqual(spendOf(folded.together, rateCard, rule));
        }
        expect(report.bills).toHaveLength(catalogueOf(manifests, `${month}-28`).length);
        for (const { provider, deployment, spend } of report.providers) {
          const usage = folded.summaries.find((summary) => summary.provider === provider);
          if (spend === undefined || usage === undefined) throw new Error(`${provider} has no bill.`);
          const { rateCard, rule } = rateOf({ provider, deployment, rateCard: spend.rateCard });
          expect(spend).toEqual(spendOf(usage, rateCard, rule));
        }
        if (report.comparedWith === undefined) throw new Error('Nothing was compared with.');
        const compared = rateOf(report.comparedWith);
        const standing = crossoverFromUsage({
          usage: folded.together,
          buy: { kind: 'rate-card', rateCard: compared.rateCard, rule: compared.rule },
          build: preset,
        });
        expect(report.selfHosting.standing?.current).toEqual(standing.current);
        expect(report.selfHosting.standing?.crossover).toEqual(standing.crossover);
      }
    }
  });

  test('is so under every rule that there might be, for each provider', async () => {
    const classes = new Set<ParticipantClass>();
    const rolled = await book.usageFromRollups(period);
    for (const { month, provider, usage, sums } of rolled.summaries) {
      const folded = foldedMonth(connections, month).summaries.find((one) => one.provider === provider);
      if (folded === undefined) throw new Error(`Nothing was folded for ${provider} in ${month}.`);
      for (const one of folded.connections) classes.add(one.participantClass);
      for (const rule of rules) {
        const summed = { ...usage, provider, month, sums, splitAt: rolled.splitAt };
        const card = rule.classifiedBy === undefined ? perMinute : perClass;
        const bill = { rule: rule.id, spend: spendOf(summed, card, rule) };
        expect(bill).toEqual({ rule: rule.id, spend: spendOf(folded, card, rule) });
      }
    }
    expect(rules.filter(({ classifiedBy }) => classifiedBy?.value === 'session').length).toBeGreaterThan(50);
    expect(rules.filter(({ classifiedBy }) => classifiedBy?.value === 'subscribed-pixels')).toHaveLength(12);
    const sums = rolled.summaries.flatMap((summary) => summary.sums);
    expect(sums.some(({ audioSessions }) => audioSessions)).toBe(true);
    expect(sums.some(({ videoConnections }) => videoConnections > 0)).toBe(true);
    for (const name of ['audio', 'hd', 'full-hd', '2k', '2k-plus', 'unsized', 'unknown'] as const)
      expect(sums.map(({ received }) => received.company[name]).some((seconds) => seconds > 0)).toBe(true);
    expect(rolled.splitAt).toContain('2026-08-24');
    expect(rolled.summaries.flatMap(({ sums }) => sums).some(({ since }) => since === '2026-08-24')).toBe(
      true,
    );
    expect(classes.size).toBeGreaterThan(1);
  });

  test('of several months is what its months come to', async () => {
    for (const tenant of tenants) {
      const report = await reportMonths({ book, config, from: '2026-06', to: '2026-09', tenant, now });
      const all = of(tenant);
      const { total, byProvider } = usageOf(all, period);
      expect(exactly(report.usage)).toEqual(exactly(total));
      expect(report.providers.map(({ provider, usage }) => [provider, exactly(usage)])).toEqual(
        [...byProvider].map(([provider, usage]) => [provider, exactly(usage)]),
      );
      for (const month of report.months) {
        const alone = await reportMonth({ book, config, month: month.month, tenant, now });
        expect(month.usage).toEqual(alone.usage);
        expect(month.providers).toEqual(alone.providers);
        expect(month.bills.map(({ rateCard, total }) => [rateCard, total])).toEqual(
          alone.bills.map(({ spend }) => [spend.rateCard, spend.total]),
        );
        expect(month.selfHosting).toEqual(alone.selfHosting.estimate);
      }
      for (const { total, ...of } of report.bills) {
        const bills = report.months.flatMap(({ bills }) => bills.filter((one) => rateOf(one) === rateOf(of)));
        expect(bills).toHaveLength(4);
        expect(total).toBe(addDecimals(bills.map((one) => one.total)));
      }
      expect(report.tenants.map(({ tenant, usage }) => [tenant, exactly(usage)])).toEqual(
        tenant === undefined
          ? ['clinic', 'other'].map((one) => [one, exactly(usageOf(of(one), period).total)])
          : [],
      );
    }
  });
});
