import type { AuditTrail } from '@patchbay/compliance';
import type { UsageBook } from '@patchbay/metering';
import type { Schedule } from '../backends/schedule.ts';
import type { CurrentConfig } from '../config/current-config.ts';
import { describeError, type Log } from '../observation/log.ts';
import type { Metrics } from '../observation/metrics.ts';
import { serverTenant } from '../observation/server-tenant.ts';
import { monthsToClose, retentionBegins } from './month-ends.ts';

/** Keeps the usage book up to date: rolls up, closes months that are over, drops evidence that was kept for long enough. */
export interface UsageKeeper {
  start(): void;
  /** One round now. Never rejects; false when something failed. */
  round(): Promise<boolean>;
  /** Resolves when a round that is under way is over. */
  stop(): Promise<void>;
}

export interface UsageKeeperParts {
  readonly book: UsageBook;
  readonly config: CurrentConfig;
  readonly audit: AuditTrail;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly schedule: Schedule;
  readonly now: () => number;
  /** From 0 to 1. */
  readonly random: () => number;
}

/** Between two looks whether the server is being stopped. */
const atOnce = 100;
/** A store that fails again and again is asked at least this often. */
const longestPauseMilliseconds = 300_000;

export function createUsageKeeper(parts: UsageKeeperParts): UsageKeeper {
  const { book, config, audit, metrics, log, schedule, now, random } = parts;
  let cancel = (): void => undefined;
  let running: Promise<unknown> = Promise.resolve();
  let stopped = false;
  let failures = 0;

  const isStopped = (): boolean => stopped;

  const rollUp = async (): Promise<void> => {
    let completeAt: number | undefined;
    while (completeAt === undefined && !isStopped()) ({ completeAt } = await book.rollUp(atOnce));
    const state = await book.state();
    metrics.ledgerConsultsWaiting.set(state.consultsWaiting);
    metrics.ledgerHoursWaiting.set(state.hoursWaiting);
    metrics.ledgerCorrections.set(state.corrections);
    metrics.rolledUp(completeAt ?? state.rolledUpAt);
    for (const [gauge, counts] of [
      [metrics.ledgerOpen, state.open],
      [metrics.ledgerClosedByLease, state.closedByLease],
    ] as const) {
      gauge.reset();
      for (const [provider, count] of counts) gauge.set({ provider }, count);
    }
  };

  const act = async (
    kind: 'month-closed' | 'evidence-forgotten',
    payload: Record<string, string | number>,
  ) => {
    log({ level: 'info', event: kind, ...payload });
    await audit.append({ kind, tenant: serverTenant, consultId: undefined, payload });
  };

  const closeMonths = async (): Promise<void> => {
    const { closeAfterDays } = config.get().metering;
    for (const month of monthsToClose(await book.openMonths(), now(), closeAfterDays)) {
      // False when another instance was faster.
      if (!stopped && (await book.closeMonth(month))) await act('month-closed', { month });
    }
  };

  const forget = async (): Promise<void> => {
    const before = retentionBegins(now(), config.get().metering.retentionMonths);
    if (before === undefined || stopped) return;
    // What cannot be closed yet is not forgotten either: it will be in a later round.
    if ((await book.openMonths()).some((month) => month < before.month)) return;
    const { consults, evidenceRows } = await book.forgetBefore(before.at);
    if (consults > 0) await act('evidence-forgotten', { before: before.month, consults, evidenceRows });
  };

  const attempt = async (event: string, work: () => Promise<void>): Promise<boolean> => {
    try {
      await work();
      return true;
    } catch (error) {
      log({ level: 'error', event, failures: failures + 1, ...describeError(error) });
      return false;
    }
  };

  const round = async (): Promise<boolean> => {
    const done =
      (await attempt('roll-up-failed', rollUp)) &&
      (await attempt('month-close-failed', closeMonths)) &&
      (await attempt('retention-failed', forget));
    metrics.rollUps.inc({ outcome: done ? 'done' : 'failed' });
    failures = done ? 0 : failures + 1;
    return done;
  };

  const turn = async (): Promise<void> => {
    await round();
    if (!stopped) next();
  };

  /** Instances that were started together must not all come at once. */
  const next = (): void => {
    const usual = config.get().metering.rollUpSeconds * 1000;
    const pause = Math.min(usual * 2 ** failures, Math.max(usual, longestPauseMilliseconds));
    cancel = schedule(
      () => {
        running = turn();
      },
      pause * (0.75 + random() / 2),
    );
  };

  return {
    start: next,
    round,
    stop: async () => {
      stopped = true;
      cancel();
      await running;
    },
  };
}
