import { expect, test } from 'vitest';
import { at, beats, hook } from '../test/evidence-examples.ts';
import { billableBetween } from './billable-between.ts';
import { billableConnections } from './billable-connections.ts';
import { row } from './conformance/ledger-row.ts';
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

test('is billed consult by consult as it is at once, and of one provider when told', async () => {
  const ledger = createMemoryLedger();
  const rows = ['c1', 'c2', 'c3'].flatMap((consultId) =>
    ['livekit', 'twilio'].flatMap((provider) => {
      const one = { consultId, provider, connection: `${consultId}-${provider}` };
      return [row({ ...one, kind: 'joined', at: at(0) }), row({ ...one, kind: 'left', at: at(1200) })];
    }),
  );
  await ledger.append(rows);
  const period = { from: 0, to: at(9000) };
  const connections = await billableBetween(ledger, period, options);
  expect(connections).toHaveLength(6);
  const atOnce = billableConnections(await presenceBetween(ledger, period, options));
  expect(new Set(connections)).toEqual(new Set(atOnce));
  const twilio = await billableBetween(ledger, period, options, 'twilio');
  expect(twilio.map(({ connection }) => connection)).toEqual(['c1-twilio', 'c2-twilio', 'c3-twilio']);
});

test('is billed without what pages carried, which is not computed', async () => {
  const ledger = createMemoryLedger();
  const carrying = beats(0, 100).map((beat, index) => ({
    ...beat,
    carried: { received: { audio: index * 10_000 }, unsizedVideo: 0, sentVideo: 0 },
  }));
  await ledger.append(carrying);
  const period = { from: 0, to: at(9000) };
  const [whole] = billableConnections(await presenceBetween(ledger, period, options));
  expect(whole?.carried).toBeDefined();
  const { carried: _carried, media: _media, ...lean } = whole ?? {};
  expect(await billableBetween(ledger, period, options)).toEqual([lean]);
});
