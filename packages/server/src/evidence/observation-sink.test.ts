import type { ProviderObservation } from '@patchbay/contract';
import { describe, expect, test } from 'vitest';
import { settle } from '../../test/manual-time.ts';
import type { LogEntry } from '../observation/log.ts';
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

describe('the observation sink', () => {
  test('records one after the other, and settles when the last one is recorded', async () => {
    const recorded: (string | undefined)[] = [];
    const sink = createObservationSink({
      now: () => 2_000,
      log: () => undefined,
      recorder: {
        heartbeats: () => Promise.resolve([]),
        observations: async (_provider, [one]) => {
          // The first one takes longest: the others wait for it all the same.
          if (one?.connection === 'k1') await settle();
          recorded.push(one?.connection);
          if (one?.connection === 'k1') sink.observe('stub', observation('k3'));
          return ['recorded'];
        },
      },
    });
    sink.observe('stub', observation('k1'));
    sink.observe('stub', observation('k2'));
    await sink.settled();
    expect(recorded).toEqual(['k1', 'k2', 'k3']);
  });

  test('logs what could not be recorded, and goes on', async () => {
    const log: LogEntry[] = [];
    const sink = createObservationSink({
      now: () => 2_000,
      log: (entry) => void log.push(entry),
      recorder: {
        heartbeats: () => Promise.resolve([]),
        observations: (_provider, [one]) =>
          one?.connection === 'k1' ? Promise.reject(new Error('p1')) : Promise.resolve(['recorded']),
      },
    });
    sink.observe('stub', observation('k1'));
    sink.observe('stub', observation('k2'));
    await sink.settled();
    expect(log).toMatchObject([
      { level: 'error', event: 'observation-lost', provider: 'stub', kind: 'left' },
    ]);
    expect(JSON.stringify(log)).not.toContain('p1');
  });
});
