import { describe, expect, test } from 'vitest';
import { at, day, line, ours, unknown } from '../test/reconciliation-examples.ts';
import type { BillableConnection } from './presence-interval.ts';
import { reconcileUsage } from './reconcile-usage.ts';
import type { VendorLine } from './vendor-report.ts';

const reconciled = (connections: readonly BillableConnection[], ...lines: readonly VendorLine[]) =>
  reconcileUsage(connections, [{ day, lines }]);

const nobody = { person: undefined, connection: undefined } as const;
const account = { ...unknown, ...nobody, room: 'untold' } as const;

describe('each cause', () => {
  test.each<[string, readonly BillableConnection[], readonly VendorLine[], string, number]>([
    ['whole seconds', [ours(600.4)], [line(600)], 'rounding', -0.4],
    [
      'a clock that is known to be coarse',
      [ours(603, { errorBoundSeconds: 2 })],
      [line(600)],
      'rounding',
      -3,
    ],
    ['fifteen-second counts', [ours(612)], [line(600, { precision: 15_000 })], 'rounding', -12],
    [
      'a leave that nobody told',
      [ours(615, { endBasis: 'lease', errorBoundSeconds: 900 })],
      [line(1200)],
      'missing-leave',
      585,
    ],
    [
      'a leave that another witness told',
      [ours(590, { endBasis: 'witness' })],
      [line(620)],
      'missing-leave',
      30,
    ],
    ['a join that nobody told', [ours(590, { startBasis: 'lease' })], [line(620)], 'missing-join', 30],
    [
      'no webhook at all',
      [ours(590, { witness: 'heartbeat', connection: 'page' })],
      [line(620)],
      'webhooks-lost',
      30,
    ],
    ['different lengths', [ours(600)], [line(660)], 'length', 60],
    ['a join alone, of which the vendor knows nothing', [ours(22, { endBasis: 'lease' })], [], 'ghost', -22],
    ['what we saw whole and the vendor did not', [ours(600)], [], 'missing-there', -600],
    [
      'what a poll saw and the vendor did not',
      [ours(22, { endBasis: 'lease', sources: ['roster-poll', 'webhook'] })],
      [],
      'missing-there',
      -22,
    ],
    ['what the vendor counts in a room of ours', [], [line(600)], 'missing-here', 600],
    ['a room that is no consult’s', [], [line(600, unknown)], 'unknown-room', 600],
    ['a room as a whole, of another length', [ours(600)], [line(900, nobody)], 'length', 300],
    [
      'a room as a whole, with a leave that was lost',
      [ours(600, { endBasis: 'lease' })],
      [line(900, nobody)],
      'missing-leave',
      300,
    ],
    ['an account as a whole', [ours(600)], [line(900, account)], 'not-told-apart', 300],
  ])('%s', (_name, connections, lines, cause, varianceSeconds) => {
    const result = reconciled(connections, ...lines);
    expect(result.causes).toEqual([{ cause, items: 1, varianceSeconds }]);
    expect(result.varianceSeconds).toBe(varianceSeconds);
  });

  test('percent is of ours, and undefined when we have nothing', () => {
    expect(reconciled([ours(600)], line(660)).variancePercent).toBe(10);
    expect(reconciled([], line(660)).variancePercent).toBeUndefined();
  });
});

describe('who is held against whom', () => {
  test('the vendor’s id goes first, then person, consult and time, the longest overlap first', () => {
    const result = reconciled(
      [
        ours(100),
        ours(300, { connection: 'page-1', witness: 'heartbeat', start: at(1000) }),
        ours(300, { connection: 'page-2', witness: 'heartbeat', start: at(1350) }),
      ],
      line(320, { connection: 'PA2', startedAt: at(1340), endedAt: at(1660) }),
      line(100),
      line(310, { connection: 'PA3', startedAt: at(995), endedAt: at(1305) }),
    );
    expect(result.items.map((one) => [one.connection, one.varianceSeconds])).toEqual([
      ['page-2', 20],
      ['page-1', 10],
    ]);
    expect(result.causes.map(({ cause, items }) => [cause, items])).toEqual([
      ['webhooks-lost', 2],
      ['rounding', 1],
    ]);
  });

  test('one person of another consult is another', () => {
    const result = reconciled([ours(600)], line(600, { consultId: 'c2', connection: 'PA9' }));
    expect(result.causes.map(({ cause }) => cause)).toEqual(['missing-here', 'missing-there']);
    expect(result.varianceSeconds).toBe(0);
  });

  test('rooms that are summed up are compared room by room', () => {
    const result = reconciled(
      [ours(600), ours(600, { connection: 'PA2', person: 'b' }), ours(60, { consultId: 'c2' })],
      line(1200, nobody),
      line(300, { ...nobody, consultId: 'c3' }),
    );
    expect(result.by).toBe('room');
    expect(result.items.map((one) => [one.consultId, one.cause, one.oursSeconds, one.theirsSeconds])).toEqual(
      [
        ['c3', 'missing-here', undefined, 300],
        ['c2', 'missing-there', 60, undefined],
      ],
    );
  });

  test('a connection that is in the answers for two days is counted once', () => {
    const next = { from: day.to, to: day.to + 86_400_000 };
    const result = reconcileUsage(
      [ours(600)],
      [
        { day, lines: [line(600)] },
        { day: next, lines: [line(600)] },
      ],
    );
    expect(result).toMatchObject({ theirsSeconds: 600, varianceSeconds: 0 });
  });
});

describe('what cannot be compared is said, and is not zero', () => {
  test('lines whose length the vendor does not know yet, with ours', () => {
    const result = reconciled([ours(600)], line(undefined));
    expect(result).toMatchObject({ oursSeconds: 0, theirsSeconds: 0, notCompared: { unfinishedLines: 1 } });
  });

  test('ours that go on', () => {
    const result = reconciled([ours(600, { endBasis: 'open' })], line(660));
    expect(result).toMatchObject({ oursSeconds: 0, theirsSeconds: 0, notCompared: { openConnections: 1 } });
  });

  test('ours of days that the vendor was not asked about', () => {
    const result = reconciled([ours(600, { start: day.from - 3_600_000 })]);
    expect(result).toMatchObject({ oursSeconds: 0, notCompared: { connectionsOfOtherDays: 1 }, causes: [] });
  });
});
