import type { ProviderObservation } from '@patchbay/contract';
import { LedgerError } from '@patchbay/metering';
import { describe, expect, test } from 'vitest';
import { createManualTime, settle } from '../../test/manual-time.ts';
import type { LogEntry } from '../observation/log.ts';
import { createMetrics } from '../observation/metrics.ts';
import { createObservationSink } from './observation-sink.ts';

const observation = (connection: string): ProviderObservation => ({
  kind: 'left',
  room: 'r1',
  participant: 'p1',
  connection,
  participantClass: 'person',
  at: 1_000,
  precision: 1,
  source: 'signalling',
});

/** A sink before a ledger that refuses what it is told to. */
function sinkBefore(ledger: { refuses: (connection: string) => boolean }) {
  const time = createManualTime();
  const metrics = createMetrics();
  const log: LogEntry[] = [];
  const recorded: { readonly connection: string; readonly receivedAt: number }[] = [];
  let offered = 0;
  const sink = createObservationSink({
    now: time.now,
    schedule: time.schedule,
    metrics,
    log: (entry) => void log.push(entry),
    recorder: {
      observations: async (_provider, [one], receivedAt) => {
        offered += 1;
        const connection = one?.connection ?? '';
        if (ledger.refuses(connection)) throw new LedgerError('unavailable', 'p1');
        recorded.push({ connection, receivedAt });
        return ['recorded'];
      },
    },
  });
  return {
    sink,
    time,
    log,
    recorded,
    observe: (...connections: readonly string[]) => {
      for (const connection of connections) sink.observe('stub', observation(connection));
    },
    offered: () => offered,
    connections: () => recorded.map(({ connection }) => connection),
    figure: async (name: string) =>
      (await metrics.render()).text.split('\n').find((line) => line.startsWith(`patchbay_${name}`)),
  };
}

const numbered = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `k${index}`);

describe('the observation sink', () => {
  test('settles when all are recorded, also those that come meanwhile', async () => {
    const { sink, observe, connections } = sinkBefore({ refuses: () => false });
    observe(...numbered(120));
    const settled = sink.settled();
    observe('late');
    await settled;
    expect(connections()).toEqual([...numbered(120), 'late']);
  });

  test('offers what was refused again, less and less often, until it is taken as it was received', async () => {
    const ledger = { refuses: () => true };
    const { time, observe, offered, recorded, figure, log } = sinkBefore(ledger);
    const began = time.now();
    observe('k1', 'k2');
    await settle();
    expect([offered(), await figure('observations_waiting')]).toEqual([2, 'patchbay_observations_waiting 2']);
    await time.advance(60_000);
    const inAMinute = offered();
    expect(inAMinute).toBeGreaterThan(6);
    expect(inAMinute).toBeLessThan(20);
    await time.advance(600_000);
    expect(offered() - inAMinute).toBeLessThanOrEqual(42);
    ledger.refuses = () => false;
    await time.advance(30_000);
    expect(recorded).toEqual([
      { connection: 'k1', receivedAt: began },
      { connection: 'k2', receivedAt: began },
    ]);
    expect(await figure('observations_waiting')).toBe('patchbay_observations_waiting 0');
    expect(log).toEqual([]);
  });

  test('gives up what is never taken once the ledger takes others, and keeps nobody waiting for it', async () => {
    const { time, observe, connections, log, figure } = sinkBefore({ refuses: (one) => one === 'bad' });
    observe('bad', 'k1');
    await settle();
    expect(connections()).toEqual(['k1']);
    for (let turn = 2; turn < 8; turn += 1) {
      observe(`k${turn}`);
      await settle();
      await time.advance(60_000);
    }
    expect(connections()).toHaveLength(7);
    expect(log).toMatchObject([
      { level: 'error', event: 'observation-lost', provider: 'stub', kind: 'left', reason: 'refused' },
    ]);
    expect(JSON.stringify(log)).not.toContain('p1');
    expect(await figure('observations_dropped_total')).toBe(
      'patchbay_observations_dropped_total{provider="stub",reason="refused"} 1',
    );
  });

  test('keeps no more than a bounded number, and counts what does not fit', async () => {
    const ledger = { refuses: () => true };
    const { time, sink, observe, connections, log, figure } = sinkBefore(ledger);
    observe(...numbered(10_003));
    expect(await figure('observations_dropped_total')).toBe(
      'patchbay_observations_dropped_total{provider="stub",reason="full"} 3',
    );
    expect(log).toMatchObject([{ event: 'observation-lost', reason: 'full' }]);
    ledger.refuses = () => false;
    await time.advance(1_000);
    await sink.settled();
    expect(connections().toSorted()).toEqual(numbered(10_000).toSorted());
  });

  test('does not keep a server from closing whose ledger takes nothing', async () => {
    const { sink, observe, offered, log, figure } = sinkBefore({ refuses: () => true });
    observe(...numbered(60));
    await sink.settled();
    expect(offered()).toBeLessThanOrEqual(110);
    expect(log).toHaveLength(60);
    expect(await figure('observations_dropped_total')).toBe(
      'patchbay_observations_dropped_total{provider="stub",reason="closed"} 60',
    );
  });
});
