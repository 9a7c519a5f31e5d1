import type { ProviderId, ProviderObservation } from '@patchbay/contract';
import { describeError, type Log } from '../observation/log.ts';
import type { EvidenceRecorder } from './evidence-recorder.ts';

/** Takes the facts that arise inside this process, where nobody waits for an answer. */
export interface ObservationSink {
  readonly observe: (provider: ProviderId, observation: ProviderObservation) => void;
  /** Resolves when all that was observed is in the ledger, or logged as lost. */
  settled(): Promise<void>;
}

export interface ObservationSinkParts {
  readonly recorder: EvidenceRecorder;
  readonly log: Log;
  readonly now: () => number;
}

export function createObservationSink({ recorder, log, now }: ObservationSinkParts): ObservationSink {
  let last = Promise.resolve();

  const record = async (
    before: Promise<void>,
    provider: ProviderId,
    observation: ProviderObservation,
    receivedAt: number,
  ): Promise<void> => {
    await before;
    try {
      await recorder.observations(provider, [observation], receivedAt);
    } catch (error) {
      const { kind } = observation;
      log({ level: 'error', event: 'observation-lost', provider, kind, ...describeError(error) });
    }
  };

  return {
    observe: (provider, observation) => {
      last = record(last, provider, observation, now());
    },
    settled: async () => {
      let seen: Promise<void> | undefined;
      while (seen !== last) {
        seen = last;
        await seen;
      }
    },
  };
}
