import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { at, fold, hook } from '../test/evidence-examples.ts';
import { billableConnections } from './billable-connections.ts';
import { addCarried } from './carried-sums.ts';
import { type CarriedUsage, carriedUsage } from './carried-usage.ts';
import { peakConcurrency } from './peak-concurrency.ts';
import type { BillableConnection } from './presence-interval.ts';
import { lengthOf, spanUnion } from './span-union.ts';
import { usageOf } from './usage-of.ts';
import { usageSummaries } from './usage-summaries.ts';

const [example] = billableConnections(fold([hook('joined', 0), hook('left', 60)]));

function stay(start: number, end: number, more: Partial<BillableConnection> = {}): BillableConnection {
  if (example === undefined) {
    throw new Error('The example is one connection.');
  }
  return {
    ...example,
    start,
    end,
    startRange: { earliest: start, latest: start },
    endRange: { earliest: end - 1000, latest: end + 1000 },
    seconds: (end - start) / 1000,
    errorBoundSeconds: 1,
    ...more,
  };
}

const consult = (consultId: string, from: number, to: number, more: Partial<BillableConnection> = {}) => [
  stay(at(from), at(to), { consultId, connection: `${consultId}-a`, ...more }),
  stay(at(from), at(to), { consultId, connection: `${consultId}-b`, ...more }),
];

const nothingKnown = (seconds: number): CarriedUsage => carriedUsage(addCarried([]), seconds * 1000);

describe('usageOf', () => {
  const connections = [
    ...consult('one', 0, 1200),
    ...consult('two', 600, 1800, { tenant: 'other' }),
    ...consult('three', 1800, 2400, { provider: 'mesh' }),
  ];

  test('sums participant-minutes in all and by each key', () => {
    const usage = usageOf(connections);
    expect(usage.total).toEqual({
      participantSeconds: 6000,
      participantMinutes: 100,
      errorBoundSeconds: 6,
      connections: 6,
      consults: 3,
      peakConcurrentParticipants: 4,
      peakConcurrentRooms: 2,
      carried: nothingKnown(6000),
    });
    const minutes = (of: ReadonlyMap<string, { participantMinutes: number }>): [string, number][] =>
      [...of].map(([key, { participantMinutes }]) => [key, participantMinutes]);
    expect(minutes(usage.byProvider)).toEqual([
      ['livekit', 80],
      ['mesh', 20],
    ]);
    expect(minutes(usage.byTenant)).toEqual([
      ['clinic', 60],
      ['other', 40],
    ]);
    expect(minutes(usage.byConsult)).toEqual([
      ['one', 40],
      ['three', 20],
      ['two', 40],
    ]);
    expect(minutes(usage.byMonth)).toEqual([['2026-06', 100]]);
    expect(usage.byProvider.get('mesh')).toMatchObject({
      peakConcurrentParticipants: 2,
      peakConcurrentRooms: 1,
    });
  });

  test('counts in a period only what lies within', () => {
    const usage = usageOf(connections, { from: at(600), to: at(1800) });
    expect(usage.total).toMatchObject({
      participantSeconds: 2 * 600 + 2 * 1200,
      connections: 4,
      consults: 2,
    });
    expect(usageOf(connections, { from: at(5000), to: at(6000) }).total).toMatchObject({
      participantSeconds: 0,
      connections: 0,
      peakConcurrentRooms: 0,
    });
  });

  test('splits a connection over midnight of the last day, in UTC; the cut is exact', () => {
    const midnight = Date.UTC(2026, 6, 1);
    const usage = usageOf([stay(midnight - 90_000, midnight + 30_000)]);
    expect(
      [...usage.byMonth].map(([month, of]) => [month, of.participantSeconds, of.errorBoundSeconds]),
    ).toEqual([
      ['2026-06', 90, 0],
      ['2026-07', 30, 1],
    ]);
    expect(usage.total).toMatchObject({ participantSeconds: 120, connections: 1 });
  });

  test('who may have been there in a month in which nothing of them is counted widens its bound', () => {
    const midnight = Date.UTC(2026, 6, 1);
    const ghost = stay(midnight - 90_000, midnight - 30_000, {
      endRange: { earliest: midnight - 60_000, latest: midnight + 600_000 },
      errorBoundSeconds: 630,
    });
    const { byMonth, total } = usageOf([ghost]);
    expect([...byMonth].map(([month, of]) => [month, of.participantSeconds, of.errorBoundSeconds])).toEqual([
      ['2026-06', 60, 630],
      ['2026-07', 0, 600],
    ]);
    expect(byMonth.get('2026-07')).toMatchObject({ connections: 0, consults: 0 });
    expect(total).toMatchObject({ connections: 1, errorBoundSeconds: 630 });
    const july = usageOf([ghost], { from: midnight, to: Date.UTC(2026, 7, 1) });
    expect(july.total).toMatchObject({ connections: 0, participantSeconds: 0, errorBoundSeconds: 600 });
  });

  test('one consult on two providers is two rooms, and one consult', () => {
    const [a, b] = [stay(at(0), at(60)), stay(at(30), at(90), { provider: 'mesh' })];
    expect(usageOf([a, b]).total).toMatchObject({ consults: 1, peakConcurrentRooms: 2 });
  });

  test('many small parts sum up exactly', () => {
    const parts = Array.from({ length: 100_000 }, (_, index) => stay(at(index), at(index) + 101));
    expect(usageOf(parts).total.participantSeconds).toBe(10_100);
  });
});

describe('usageSummaries', () => {
  const midnight = Date.UTC(2026, 6, 1);
  const connections = [
    stay(midnight - 60_000, midnight + 60_000),
    stay(midnight, midnight + 60_000, { provider: 'mesh', consultId: 'other', person: undefined }),
  ];

  test('is one per provider and month, with what each connection was in it', () => {
    const summaries = usageSummaries(connections, {
      deploymentOf: (provider) => (provider === 'livekit' ? 'cloud' : undefined),
    });
    expect(summaries.map(({ month, provider, deployment }) => [month, provider, deployment])).toEqual([
      ['2026-06', 'livekit', 'cloud'],
      ['2026-07', 'livekit', 'cloud'],
      ['2026-07', 'mesh', undefined],
    ]);
    expect(summaries[1]).toEqual({
      provider: 'livekit',
      deployment: 'cloud',
      month: '2026-07',
      connections: [
        {
          consultId: 'consult-1',
          person: 'patient',
          connection: 'vendor-1',
          participantClass: 'person',
          startedAt: midnight,
          seconds: 60,
          errorBoundSeconds: 1,
          aloneSeconds: 60,
          mediaClass: 'unknown',
        },
      ],
      participantSeconds: 60,
      peakConcurrentParticipants: 1,
      peakConcurrentRooms: 1,
    });
    expect(summaries[2]).not.toHaveProperty('deployment');
  });

  test('says how long each was alone in its consult, on its provider', () => {
    const two = [stay(at(0), at(60)), stay(at(20), at(90), { connection: 'k-2' })];
    const elsewhere = stay(at(0), at(10), { consultId: 'other', connection: 'k-3' });
    const [summary] = usageSummaries([...two, elsewhere]);
    expect(summary?.connections.map(({ connection, aloneSeconds }) => [connection, aloneSeconds])).toEqual([
      ['vendor-1', 20],
      ['k-2', 30],
      ['k-3', 10],
    ]);
  });

  test('keeps to a period', () => {
    const summaries = usageSummaries(connections, { period: { from: 0, to: midnight } });
    expect(summaries.map(({ month, participantSeconds }) => [month, participantSeconds])).toEqual([
      ['2026-06', 60],
    ]);
  });
});

describe('sweeps', () => {
  const spans = fc.array(
    fc.tuple(fc.nat(50), fc.nat(20)).map(([start, length]) => ({ start, end: start + length })),
  );
  const present = (all: readonly { start: number; end: number }[], instant: number): number =>
    all.filter(({ start, end }) => start <= instant && instant < end).length;

  test('the peak is that of counting at every instant', () => {
    fc.assert(
      fc.property(spans, (all) => {
        const counts = Array.from({ length: 80 }, (_, instant) => present(all, instant));
        expect(peakConcurrency(all)).toBe(Math.max(...counts));
      }),
    );
  });

  test('the union is as long as there are instants with somebody', () => {
    fc.assert(
      fc.property(spans, (all) => {
        const instants = Array.from({ length: 80 }, (_, instant) => present(all, instant)).filter(
          (n) => n > 0,
        );
        expect(lengthOf(spanUnion(all))).toBe(instants.length);
      }),
    );
  });

  test('somebody who leaves as another joins is not there with them', () => {
    expect(peakConcurrency([stay(at(0), at(10)), stay(at(10), at(20))])).toBe(1);
  });
});
