import type { ProviderId, ProviderObservation } from '@patchbay/contract';
import type { Schedule } from '../backends/schedule.ts';
import { describeError, type Log } from '../observation/log.ts';
import type { Metrics } from '../observation/metrics.ts';
import type { EvidenceRecorder } from './evidence-recorder.ts';

/**
 * Takes the facts that arise inside this process, where nobody waits for an answer, and offers them to the ledger until it
 * takes them. A bounded number may wait; what is dropped is counted and logged.
 */
export interface ObservationSink {
  readonly observe: (provider: ProviderId, observation: ProviderObservation) => void;
  /** For closing: resolves when all that was observed is in the ledger, or is counted as dropped because it does not take it. */
  settled(): Promise<void>;
}

export interface ObservationSinkParts {
  readonly recorder: Pick<EvidenceRecorder, 'observations'>;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly schedule: Schedule;
  readonly now: () => number;
}

/** `full`: too many wait. `refused`: the ledger takes others, and this one never. `closed`: it took nothing to the end. */
type DropReason = 'full' | 'refused' | 'closed';

interface Waiting {
  readonly provider: ProviderId;
  readonly observation: ProviderObservation;
  readonly receivedAt: number;
  /** How many the ledger had taken when it refused this one last. */
  takenBefore: number;
  /** How often it was refused by a ledger that takes others. */
  strikes: number;
}

/** About an hour of a busy server's signalling. */
const mostWaiting = 10_000;
/** The ledger writes together what comes together. */
const atOnce = 50;
const mostStrikes = 5;
const [shortestPause, longestPause] = [500, 30_000];

export function createObservationSink(parts: ObservationSinkParts): ObservationSink {
  const { recorder, metrics, log, schedule, now } = parts;
  const waiting: Waiting[] = [];
  let [underWay, taken] = [0, 0];
  let working: Promise<void> | undefined;
  let [isClosing, isFull] = [false, false];
  let wake = (): void => undefined;

  const count = (): number => {
    const all = waiting.length + underWay;
    metrics.observationsWaiting.set(all);
    return all;
  };

  const drop = ({ provider, observation: { kind } }: Waiting, reason: DropReason, error?: unknown): void => {
    metrics.observationsDropped.inc({ provider, reason });
    // A full buffer is said once, not for each that does not fit.
    if (reason === 'full' && isFull) return;
    isFull ||= reason === 'full';
    log({
      level: 'error',
      event: 'observation-lost',
      provider,
      kind,
      reason,
      ...(error !== undefined && describeError(error)),
    });
  };

  const offer = async (one: Waiting): Promise<readonly Waiting[]> => {
    try {
      await recorder.observations(one.provider, [one.observation], one.receivedAt);
      taken += 1;
      return [];
    } catch (error) {
      if (taken > one.takenBefore) one.strikes += 1;
      one.takenBefore = taken;
      if (one.strikes < mostStrikes) return [one];
      drop(one, 'refused', error);
      return [];
    }
  };

  /** Offers some of those that wait; whether anything was refused, and whether anything was taken. */
  const round = async (): Promise<{ readonly refused: boolean; readonly took: boolean }> => {
    const some = waiting.splice(0, atOnce);
    underWay = some.length;
    const before = taken;
    const refused = (await Promise.all(some.map(offer))).flat();
    underWay = 0;
    // To the back: the ledger's order does not matter, and one that is never taken must not keep the others.
    waiting.push(...refused);
    count();
    return { refused: refused.length > 0, took: taken > before };
  };

  const pause = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => {
      const cancel = schedule(resolve, milliseconds);
      wake = () => {
        cancel();
        resolve();
      };
    });

  const drain = async (): Promise<void> => {
    let inVain = 0;
    // What comes in the same turn goes together.
    await Promise.resolve();
    while (waiting.length > 0) {
      const { refused, took } = await round();
      inVain = took ? 0 : inVain + 1;
      if (!refused) continue;
      if (!isClosing) await pause(Math.min(shortestPause * 2 ** inVain, longestPause));
      else if (!took) {
        for (const one of waiting.splice(0)) drop(one, 'closed');
        count();
      }
    }
    working = undefined;
  };

  return {
    observe: (provider, observation) => {
      const one = { provider, observation, receivedAt: now(), takenBefore: taken, strikes: 0 };
      if (count() >= mostWaiting) {
        drop(one, 'full');
        return;
      }
      isFull = false;
      waiting.push(one);
      count();
      working ??= drain();
    },
    settled: async () => {
      isClosing = true;
      do {
        wake();
        await working;
      } while (count() > 0);
    },
  };
}
