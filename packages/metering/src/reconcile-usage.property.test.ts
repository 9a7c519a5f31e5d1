import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { day, line, ours, unknown } from '../test/reconciliation-examples.ts';
import type { BillableConnection } from './presence-interval.ts';
import { reconcileUsage } from './reconcile-usage.ts';
import type { VendorLine } from './vendor-report.ts';

const people = fc.constantFrom('a', 'b', undefined);
const consults = fc.constantFrom('c1', 'c2');
const ids = fc.constantFrom('PA1', 'PA2', 'PA3', 'PA4');
const instants = fc.integer({ min: -3600, max: 90_000 });
const lengths = fc.integer({ min: 0, max: 7_200_000 }).map((milliseconds) => milliseconds / 1000);

const someOurs = fc
  .uniqueArray(
    fc.record({
      connection: ids,
      consultId: consults,
      person: people,
      second: instants,
      seconds: lengths,
      witness: fc.constantFrom<'vendor' | 'heartbeat'>('vendor', 'heartbeat'),
      startBasis: fc.constantFrom<'observed' | 'lease'>('observed', 'lease'),
      endBasis: fc.constantFrom<BillableConnection['endBasis']>(
        'observed',
        'lease',
        'witness',
        'room-ended',
        'open',
      ),
    }),
    { selector: ({ connection, consultId }) => `${connection} ${consultId}`, maxLength: 8 },
  )
  .map((all) =>
    all.map(({ second, seconds, ...one }) => ours(seconds, { ...one, start: day.from + second * 1000 })),
  );

const someLines = fc
  .array(
    fc.record({
      connection: fc.option(ids, { nil: undefined }),
      consultId: consults,
      person: people,
      second: instants,
      seconds: fc.option(lengths, { nil: undefined }),
      room: fc.constantFrom<VendorLine['room']>('known', 'known', 'known', 'unknown', 'untold'),
    }),
    { maxLength: 8 },
  )
  .map((all) =>
    all.map(({ second, seconds, room, ...one }) => {
      const startedAt = day.from + second * 1000;
      const endedAt = seconds === undefined ? undefined : startedAt + seconds * 1000;
      return line(seconds, {
        ...one,
        room,
        startedAt,
        endedAt,
        ...(room === 'known' ? {} : unknown),
        ...(room === 'untold' ? { room } : {}),
      });
    }),
  );

const inMilliseconds = (seconds: number): number => Math.round(seconds * 1000);

describe('whatever the two sides say', () => {
  test('the causes add up to the whole variance, and every connection and line is in one place', () => {
    fc.assert(
      fc.property(someOurs, someLines, (connections, lines) => {
        const result = reconcileUsage(connections, [{ day, lines }]);
        const ofCauses = result.causes.reduce((sum, one) => sum + inMilliseconds(one.varianceSeconds), 0);
        expect(ofCauses).toBe(inMilliseconds(result.varianceSeconds));
        expect(inMilliseconds(result.theirsSeconds) - inMilliseconds(result.oursSeconds)).toBe(ofCauses);
        const ofItems = result.items.reduce((sum, one) => sum + inMilliseconds(one.varianceSeconds), 0);
        expect(ofItems).toBe(ofCauses);
        for (const { oursSeconds, theirsSeconds } of result.items) {
          expect(oursSeconds === undefined && theirsSeconds === undefined).toBe(false);
        }
      }),
      { numRuns: 2000, seed: 20_261_129 },
    );
  });

  test('any order of either side gives the same', () => {
    fc.assert(
      fc.property(someOurs, someLines, (connections, lines) => {
        const result = reconcileUsage(connections, [{ day, lines }]);
        expect(reconcileUsage(connections.toReversed(), [{ day, lines: lines.toReversed() }])).toEqual(
          result,
        );
      }),
      { numRuns: 500, seed: 20_261_129 },
    );
  });

  test('a vendor that counts what we do has no variance', () => {
    fc.assert(
      fc.property(someOurs, (connections) => {
        const closed = connections.filter(
          ({ endBasis, start }) => endBasis !== 'open' && start >= day.from && start < day.to,
        );
        const lines = closed.map((one) =>
          line(one.seconds, {
            connection: one.connection,
            consultId: one.consultId,
            startedAt: one.start,
            endedAt: one.end,
            person: one.person,
          }),
        );
        const vendors = closed.map((one) => ({ ...one, witness: 'vendor' as const }));
        const result = reconcileUsage(vendors, [{ day, lines }]);
        expect(result).toMatchObject({ varianceSeconds: 0, items: [] });
        expect(result.causes.every(({ cause }) => cause === 'rounding')).toBe(true);
      }),
      { numRuns: 500, seed: 20_261_129 },
    );
  });
});
