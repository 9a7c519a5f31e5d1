import type { Schedule } from '../backends/schedule.ts';
import type { Instances } from '../instances/open-instances.ts';
import { describeError, type Log } from '../observation/log.ts';
import type { Metrics } from '../observation/metrics.ts';
import type { ConsultClosing } from './consult-closing.ts';
import type { ConsultStore } from './consult-store.ts';
import { firstDue, type UnfinishedChange } from './state-change.ts';

/**
 * Finishes what somebody else has begun and not finished: a process that was killed, or one whose vendor or store did not
 * answer. Of several instances one does, and none while whoever began it may still be at it.
 */
export interface ConsultRecovery {
  /** The first round begins at once. */
  start(): void;
  /** One round now. Never rejects. */
  round(): Promise<void>;
  /** Resolves when a round that is under way is over. */
  stop(): Promise<void>;
}

export interface ConsultRecoveryParts {
  readonly consults: ConsultStore;
  readonly closing: ConsultClosing;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly schedule: Schedule;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** From 0 up to 1. */
  readonly random: () => number;
  readonly instances: Instances | undefined;
}

/** Milliseconds. Every installed provider may take its time, one after the other, before a consult is open. */
const longestOpening = 300_000;
const betweenRounds = 30_000;
/** A vendor that does not answer is asked again after as long as it has taken so far, and at least this often. */
const longestPause = 3_600_000;
/** A room that could not be ended for so long will not be: the vendor is configured no more, or knows it no more. */
const longestTrying = 86_400_000;

export function createConsultRecovery(parts: ConsultRecoveryParts): ConsultRecovery {
  const { consults, closing, metrics, log, schedule, now, random, instances } = parts;
  let cancel = (): void => undefined;
  let running: Promise<void> = Promise.resolve();
  let stopped = false;

  const finish = async (change: Omit<UnfinishedChange, 'dueAt'>): Promise<void> => {
    const { kind, consultId, at } = change;
    const consult = await consults.find(consultId);
    if (consult === undefined) return;
    try {
      if (now() - at > longestTrying) {
        await closing.completeWithoutRooms(consult, change);
        log({ level: 'error', event: 'consult-rooms-given-up', kind });
      } else await closing.complete(consult, change);
      metrics.consultsRecovered.inc({ kind, outcome: 'finished' });
      log({ level: 'info', event: 'consult-recovered', kind });
    } catch (error) {
      metrics.consultsRecovered.inc({ kind, outcome: 'failed' });
      log({ level: 'warn', event: 'consult-not-recovered', kind, ...describeError(error) });
    }
  };

  /** Nobody got an answer about it, so nobody knows its id: it is not opened any more. */
  const giveUpOpening = async (before: number): Promise<void> => {
    for (const { id: consultId } of await consults.openingSince(before)) {
      if (stopped) return;
      const change = { payload: { reason: 'interrupted' }, at: Math.trunc(now()) };
      if (await consults.markFailed(consultId, change))
        await finish({ ...change, consultId, kind: 'consult-failed' });
    }
  };

  const takeOver = async (changes: readonly UnfinishedChange[]): Promise<void> => {
    for (const change of changes) {
      if (stopped) return;
      const pause = Math.min(Math.max(now() - change.at, firstDue), longestPause);
      if (await consults.claim(change, Math.trunc(now() + pause))) await finish(change);
    }
  };

  const attempt = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      log({ level: 'error', event: 'consult-recovery-failed', ...describeError(error) });
    }
  };

  const round = (): Promise<void> =>
    attempt(async () => {
      await giveUpOpening(now() - longestOpening);
      await takeOver(await consults.unfinished(now()));
    });

  /** The only process on its files need not wait: what was begun before it was is nobody's. */
  const firstRound = (): Promise<void> => {
    if (instances !== undefined) return round();
    const start = now();
    return attempt(async () => {
      await giveUpOpening(start);
      const left = await consults.unfinished(Number.MAX_SAFE_INTEGER);
      await takeOver(left.filter(({ at }) => at < start));
    });
  };

  const turn = async (work: () => Promise<void>): Promise<void> => {
    await work();
    if (stopped) return;
    cancel = schedule(
      () => {
        running = turn(round);
      },
      betweenRounds * (0.75 + random() / 2),
    );
  };

  return {
    start: () => {
      running = turn(firstRound);
    },
    round,
    stop: async () => {
      stopped = true;
      cancel();
      await running;
    },
  };
}
