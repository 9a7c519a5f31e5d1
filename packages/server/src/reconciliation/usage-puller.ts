import type { BackendRegistry, RunningBackend } from '../backends/backend-registry.ts';
import type { Schedule } from '../backends/schedule.ts';
import type { CurrentConfig } from '../config/current-config.ts';
import type { Instances } from '../instances/open-instances.ts';
import { describeError, type Log } from '../observation/log.ts';
import type { Metrics } from '../observation/metrics.ts';
import type { PullDueUsage } from './pull-due-usage.ts';
import { createPullTroubles } from './pull-troubles.ts';

/**
 * Asks managed vendors what they counted, day by day as the days end, and holds our usage against the answers. Of several
 * instances one asks a vendor at a time.
 */
export interface UsagePuller {
  start(): void;
  /** One round now: every vendor that is due is asked. Never rejects. */
  round(): Promise<void>;
  /** Resolves when a round that is under way is over; no vendor is waited for. */
  stop(): Promise<void>;
}

export interface UsagePullerParts {
  readonly config: CurrentConfig;
  readonly backends: BackendRegistry;
  readonly pullDueUsage: PullDueUsage;
  readonly instances: Instances | undefined;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly schedule: Schedule;
  readonly now: () => number;
  /** From 0 to 1. */
  readonly random: () => number;
}

const hour = 3_600_000;
/** How often it is looked who is due: reads a row for each day. */
const lookEvery = 300_000;

export function createUsagePuller(parts: UsagePullerParts): UsagePuller {
  const { config, backends, pullDueUsage, instances, metrics, log, schedule, now, random } = parts;
  const troubles = createPullTroubles({ now, random });
  const stopping = new AbortController();
  let cancel = (): void => undefined;
  let running: Promise<unknown> = Promise.resolve();

  const fail = (
    one: RunningBackend,
    day: string | undefined,
    why: Readonly<Record<string, string | undefined>>,
  ) => {
    const { id: provider } = one.descriptor.manifest;
    const failures = troubles.failed(provider, day, one.limitedUntil());
    log({ level: 'warn', event: 'usage-pull-failed', provider, ...(day && { day }), failures, ...why });
  };

  const ask = async (one: RunningBackend, everyMilliseconds: number): Promise<void> => {
    const { id: provider } = one.descriptor.manifest;
    if (troubles.isPaused(provider)) return;
    const request = { everyMilliseconds, failedDays: troubles.failedDays(provider), signal: stopping.signal };
    try {
      const pulled = await pullDueUsage(one, request);
      const answers = pulled.filter(({ outcome }) => ['new', 'changed', 'same'].includes(outcome));
      const changed = answers.filter(({ outcome }) => outcome !== 'same').length;
      if (answers.length > 0)
        log({ level: 'info', event: 'usage-pulled', provider, days: answers.length, changed });
      const failure = pulled.find(({ outcome }) => outcome === 'failed');
      if (failure !== undefined) fail(one, failure.day, { code: failure.code });
      else if (answers.length > 0) troubles.over(provider);
    } catch (error) {
      fail(one, undefined, describeError(error));
    }
  };

  const round = async (): Promise<void> => {
    const { usagePullHours } = config.get().metering;
    for (const one of backends.running()) {
      const { id: provider } = one.descriptor.manifest;
      if (one.deployment.kind !== 'managed' || one.backend.pullUsage === undefined) continue;
      // So that a vendor that is down is not asked by every instance in its turn.
      const isOurs = instances?.isFor(`usage of ${provider}`) ?? true;
      if (!isOurs || usagePullHours === 'off') metrics.usageNotAsked(provider);
      else if (!stopping.signal.aborted) await ask(one, usagePullHours * hour);
    }
  };

  const turn = async (): Promise<void> => {
    await round();
    if (!stopping.signal.aborted) next();
  };

  /** Instances that were started together must not all come at once. */
  const next = (): void => {
    cancel = schedule(
      () => {
        running = turn();
      },
      lookEvery * (0.75 + random() / 2),
    );
  };

  return {
    start: next,
    round,
    stop: async () => {
      stopping.abort();
      cancel();
      await running;
    },
  };
}
