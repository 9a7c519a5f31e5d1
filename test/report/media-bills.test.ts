import type { BillingRule, Evidence, RateCard, Sourced } from '@patchbay/contract';
import { spendOf } from '@patchbay/cost';
import { openSqliteLedger } from '@patchbay/metering';
import { type MonthReport, openUsageBook, reportMonth, resolveConfig } from '@patchbay/server';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { carriedBeats, type MediaPhase } from '../../packages/metering/test/carried-beats.ts';
import { hook } from '../../packages/metering/test/evidence-examples.ts';
import { scratchFolder } from '../servers/scratch-folder.ts';
import { foldedConnections, foldedMonth } from './folded-month.ts';

const now = Date.UTC(2026, 6, 20);
const config = resolveConfig({ secret: 'a secret of more than thirty-two characters', development: true });

interface Person {
  readonly phases: readonly MediaPhase[];
  /** Up to which second the page says what it carries; all of it unless given. */
  readonly tellsUntil?: number;
  /** Without heartbeats, the vendor alone tells of them. */
  readonly isSilent?: boolean;
}

/** Twenty minutes of some people, told by their vendor and by their pages. */
const consult = (people: readonly Person[]): readonly Evidence[] =>
  people.flatMap(({ phases, tellsUntil = Infinity, isSilent = false }, index) => {
    const [person, connection] = [`person-${index}`, `vendor-${index}`];
    const page = carriedBeats(0, 1200, phases, { person, connection: `page-${index}`, left: true }).map(
      (row) => {
        const { carried, ...presence } = row;
        return carried !== undefined && (row.beat?.elapsed ?? 0) <= tellsUntil * 1000 ? row : presence;
      },
    );
    return [
      hook('joined', 0, { person, connection }),
      hook('left', 1200, { person, connection }),
      ...(isSilent ? [] : page),
    ];
  });

/** A ledger with one consult, and its book. */
async function booked(...people: readonly Person[]) {
  const folder = await scratchFolder();
  const ledger = await openSqliteLedger({ path: join(folder.path, 'ledger.sqlite'), now: () => now });
  onTestFinished(async () => {
    await ledger.close();
    await folder.remove();
  });
  await ledger.append(consult(people));
  const book = openUsageBook({ ledger, config: { get: () => config }, now: () => now });
  return { ledger, book };
}

async function juneOf(...people: readonly Person[]): Promise<MonthReport> {
  const { book } = await booked(...people);
  return reportMonth({ book, config, month: '2026-06', now });
}

function billOf({ bills }: MonthReport, card: string) {
  const found = bills.find(({ spend }) => spend.rateCard === card);
  if (found === undefined) throw new Error(`There is no bill under ${card}.`);
  const { lines, total, cautions } = found.spend;
  const usage = lines.filter(({ kind }) => kind === 'usage');
  return {
    lines: usage.map(({ quantity, price }) => [quantity, price]),
    total,
    // What clocks may be off by is not what this is about.
    cautions: cautions.filter((text) => !text.startsWith('The observed time')),
  };
}

const pictures: readonly MediaPhase[] = [
  { from: 0, received: 'hd', sendsVideo: true, bytesReceived: 150_000, bytesSent: 100_000 },
  { from: 600, received: 'full-hd', sendsVideo: true, bytesReceived: 250_000, bytesSent: 100_000 },
];
const voice: readonly MediaPhase[] = [{ from: 0, received: 'audio', bytesReceived: 6000, bytesSent: 6000 }];

test('Agora bills what was received by its pixels: of two people ten minutes of HD and ten of Full HD each', async () => {
  const report = await juneOf({ phases: pictures }, { phases: pictures });
  // 20 x 0.00399 + 20 x 0.00899.
  expect(billOf(report, 'agora-legacy')).toEqual({
    lines: [
      ['20', '0.00399'],
      ['20', '0.00899'],
    ],
    total: '0.2596',
    cautions: [],
  });
  // 20 x 4 + 20 x 9 standard minutes, which the package includes.
  expect(billOf(report, 'agora-starter')).toMatchObject({ lines: [['260', '0']], total: '45.99' });
  expect(report.usage.carried).toMatchObject({
    receivedSeconds: { hd: 1200, 'full-hd': 1200, unknown: 0 },
    sentVideoSeconds: 2400,
    received: { bytes: 480_000_000, seconds: 2400, bitsPerSecond: 1_600_000 },
    sent: { bitsPerSecond: 800_000 },
  });
});

test('what nobody looked at is billed as HD by Agora, and the bill says for how much', async () => {
  const report = await juneOf({ phases: pictures, tellsUntil: 900 }, { phases: pictures, isSilent: true });
  expect(billOf(report, 'agora-legacy')).toEqual({
    // 10 and 5 are known; 5 and 20 are not.
    lines: [
      ['35', '0.00399'],
      ['5', '0.00899'],
    ],
    total: '0.1846',
    cautions: ['What was received is not known for 25.00 of 40.00 minutes: billed as HD video.'],
  });
  expect(report.usage.carried.receivedSeconds.unknown).toBe(1500);
});

test('Daily bills a session of voices as audio, and with one camera all of it as video', async () => {
  const voices = billOf(await juneOf({ phases: voice }, { phases: voice }), 'daily-pay-as-you-go');
  expect(voices).toMatchObject({ lines: [['40', '0.00099']], total: '0.0396', cautions: [] });
  const camera: readonly MediaPhase[] = [
    ...voice,
    { from: 60, received: 'audio', sendsVideo: true },
    { from: 120, received: 'audio' },
  ];
  const seen = billOf(await juneOf({ phases: camera }, { phases: voice }), 'daily-pay-as-you-go');
  expect(seen).toMatchObject({ lines: [['40', '0']], cautions: [] });
  // Of one of them nobody knows: all is video, at most.
  const unknown = billOf(
    await juneOf({ phases: voice }, { phases: voice, isSilent: true }),
    'daily-pay-as-you-go',
  );
  expect(unknown).toMatchObject({
    lines: [['40', '0']],
    cautions: ['Whether anybody sent video is not known for 2 connections: billed as video, at most.'],
  });
});

test('LiveKit Cloud’s second meter takes the gigabytes that were counted, and the model for the rest', async () => {
  const counted = billOf(await juneOf({ phases: pictures }, { phases: pictures }), 'livekit-scale');
  expect(counted.lines).toContainEqual(['0.48', '0']);
  expect(counted.cautions).toEqual([]);
  const half = billOf(
    await juneOf({ phases: pictures }, { phases: pictures, isSilent: true }),
    'livekit-scale',
  );
  // 0.24 counted, and 20 minutes at 0.0131.
  expect(half.lines).toContainEqual(['0.502', '0']);
  expect(half.cautions).toEqual([
    'Gigabytes were measured for 20.00 of 40.00 participant-minutes; for the others 0.0131 per observed participant-minute are assumed.',
  ]);
});

test('what self-hosting would send to participants is what was counted, and says so', async () => {
  const { selfHosting } = await juneOf({ phases: pictures }, { phases: pictures });
  const egress = selfHosting.estimate.lines.find(({ kind }) => kind === 'egress');
  expect(selfHosting.estimate.egressBasis).toBe('measured');
  expect(egress?.explanation).toBe(
    '0.48 GB to participants at 0.012 GB a minute, counted for 40.00 of 40.00 minutes',
  );
  const nobody = await juneOf({ phases: pictures, isSilent: true });
  expect(nobody.selfHosting.estimate.egressBasis).toBe('assumed');
});

const sourced = <Value>(value: Value): Sourced<Value> => ({
  value,
  source: 'made up for a test',
  readOn: '2026-11-29',
  confidence: 'vendor',
});
const exact: BillingRule = {
  id: 'made-up',
  rounding: sourced('exact'),
  minimumSeconds: sourced(0),
  startsAt: sourced('connected'),
  loneParticipant: sourced('billed'),
  effectiveFrom: undefined,
  effectiveTo: undefined,
};
const meter = { unit: 'participant-minute', included: sourced('0') } as const;
const card: RateCard = {
  id: 'made-up',
  plan: 'Made up',
  monthlyFee: sourced('0'),
  meters: [
    { ...meter, tiers: sourced([{ upTo: undefined, price: '1' }]) },
    { ...meter, mediaClass: 'audio', tiers: sourced([{ upTo: undefined, price: '0.1' }]) },
    { ...meter, mediaClass: 'full-hd', tiers: sourced([{ upTo: undefined, price: '2' }]) },
  ],
  effectiveFrom: undefined,
  effectiveTo: undefined,
};

test.each<[string, Partial<BillingRule>, 'at most' | 'at least']>([
  ['classes by connection', { classifiedBy: sourced('connection') }, 'at most'],
  [
    'a rounding of each class',
    { classifiedBy: sourced('subscribed-pixels'), rounding: sourced('minute-up') },
    'at least',
  ],
  [
    'a minimum of several classes',
    { classifiedBy: sourced('subscribed-pixels'), minimumSeconds: sourced(3600) },
    'at least',
  ],
])('what cannot be told from sums, %s, the bill says', async (_, change, side) => {
  const uneven: readonly MediaPhase[] = [
    { from: 0, received: 'audio', sendsVideo: true },
    { from: 610, received: 'full-hd' },
  ];
  const { ledger, book } = await booked({ phases: uneven }, { phases: voice });
  while ((await book.rollUp()).more);
  const { summaries, splitAt } = await book.usageFromRollups({
    from: Date.UTC(2026, 5),
    to: Date.UTC(2026, 6),
  });
  const [rolled] = summaries;
  const [folded] = foldedMonth(
    await foldedConnections(ledger, { ...config.metering, now }),
    '2026-06',
  ).summaries;
  if (rolled === undefined || folded === undefined) throw new Error('There is one provider.');
  const rule = { ...exact, ...change };
  const bill = spendOf({ ...rolled.usage, ...rolled, splitAt }, card, rule);
  const whole = spendOf(folded, card, rule);
  expect(bill.cautions.some((text) => text.includes('cannot be told from sums') && text.includes(side))).toBe(
    true,
  );
  expect(whole.cautions.some((text) => text.includes('cannot be told from sums'))).toBe(false);
  const difference = Number(bill.total) - Number(whole.total);
  expect(side === 'at most' ? difference : -difference).toBeGreaterThan(0);
});
