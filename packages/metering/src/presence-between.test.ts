import { expect, test } from 'vitest';
import { at, beats, hook } from '../test/evidence-examples.ts';
import { billableConnections } from './billable-connections.ts';
import { createMemoryLedger } from './memory-ledger.ts';
import { presenceBetween } from './presence-between.ts';
import { usageOf } from './usage-of.ts';

const options = { leaseSeconds: 30, heartbeatSeconds: 10, now: at(7200) };

test('finds who was there though nothing was told within the period', async () => {
  const ledger = createMemoryLedger();
  await ledger.append([hook('joined', 0), hook('left', 1200)]);
  const period = { from: at(300), to: at(600) };
  const intervals = await presenceBetween(ledger, period, options);
  expect(intervals).toMatchObject([{ start: at(0), end: at(1200) }]);
  expect(usageOf(billableConnections(intervals), period).total.participantSeconds).toBe(300);
});

test('finds what a lease adds after the last evidence', async () => {
  const ledger = createMemoryLedger();
  await ledger.append(beats(0, 100));
  expect(await presenceBetween(ledger, { from: at(102), to: at(200) }, options)).toMatchObject([
    { end: at(105) },
  ]);
  expect(await presenceBetween(ledger, { from: at(140), to: at(200) }, options)).toEqual([]);
});

test('keeps to the tenant', async () => {
  const ledger = createMemoryLedger();
  await ledger.append([hook('joined', 0), hook('left', 1200)]);
  expect(await presenceBetween(ledger, { from: 0, to: at(9000), tenant: 'other' }, options)).toEqual([]);
});
