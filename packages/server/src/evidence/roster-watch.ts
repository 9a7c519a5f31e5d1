import type { ConsultId, ProviderId } from '@patchbay/contract';
import type { BackendRegistry } from '../backends/backend-registry.ts';
import type { Schedule } from '../backends/schedule.ts';
import { callVendor } from '../backends/vendor-call.ts';
import type { CurrentConfig } from '../config/current-config.ts';
import type { Consult } from '../consults/consult.ts';
import type { ConsultDesk } from '../consults/consult-desk.ts';
import type { ConsultStore } from '../consults/consult-store.ts';
import type { Instances } from '../instances/open-instances.ts';
import { describeError, type Log } from '../observation/log.ts';
import type { Metrics } from '../observation/metrics.ts';
import { createBackoff } from './backoff.ts';
import type { EvidenceRecorder } from './evidence-recorder.ts';

/** A provider that keeps failing, or a room that stays empty, is asked at least once in this many rounds. */
const longestPauseRounds = 16;

/**
 * Asks, while consults are open, who is in their rooms, and ends consults that are too old. Of several instances each does so for
 * consults of its own.
 */
export interface RosterWatch {
  start(): void;
  /** One round now. Never rejects. */
  round(): Promise<void>;
  /** Resolves when a round that is under way is over. */
  stop(): Promise<void>;
}

export interface RosterWatchParts {
  readonly config: CurrentConfig;
  readonly consults: ConsultStore;
  readonly desk: ConsultDesk;
  readonly backends: BackendRegistry;
  readonly recorder: EvidenceRecorder;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly schedule: Schedule;
  readonly now: () => number;
  readonly instances: Instances | undefined;
}

export function createRosterWatch(parts: RosterWatchParts): RosterWatch {
  const { config, consults, desk, backends, recorder, metrics, log, schedule, now, instances } = parts;
  const providers = createBackoff(longestPauseRounds);
  const rooms = createBackoff(longestPauseRounds);
  let cancel = (): void => undefined;
  let running: Promise<void> = Promise.resolve();
  let stopped = false;

  const poll = async (provider: ProviderId, open: readonly Consult[]): Promise<void> => {
    const backend = backends.find(provider)?.backend;
    if (backend === undefined) return;
    for (const { id } of open) {
      if (stopped) return;
      const room = await consults.roomAt(id, provider);
      if (room === undefined || !rooms.due(id)) continue;
      const observations = await callVendor(provider, schedule, () => backend.listParticipants(room));
      if (observations.length === 0) rooms.inVain(id);
      else {
        rooms.reset(id);
        await recorder.observations(provider, observations, now());
      }
    }
  };

  const pollOrPause = async (provider: ProviderId, open: readonly Consult[]): Promise<void> => {
    if (!providers.due(provider)) return;
    try {
      await poll(provider, open);
      providers.reset(provider);
      metrics.rosterPolls.inc({ provider, outcome: 'answered' });
    } catch (error) {
      const failures = providers.inVain(provider);
      metrics.rosterPolls.inc({ provider, outcome: 'failed' });
      log({ level: 'warn', event: 'roster-poll-failed', provider, failures, ...describeError(error) });
    }
  };

  const endTooOld = async (open: readonly Consult[]): Promise<ReadonlySet<ConsultId>> => {
    const oldest = now() - config.get().consults.maximumSeconds * 1000;
    const tooOld = open.filter(({ createdAt }) => createdAt < oldest);
    for (const consult of tooOld) {
      try {
        await desk.end(consult, 'too-old');
      } catch (error) {
        log({ level: 'warn', event: 'consult-end-failed', ...describeError(error) });
      }
    }
    return new Set(tooOld.map(({ id }) => id));
  };

  const round = async (): Promise<void> => {
    try {
      const all = (await consults.open()).filter(({ id }) => instances?.isFor(id) ?? true);
      const ended = await endTooOld(all);
      const open = all.filter(({ id }) => !ended.has(id));
      rooms.keepOnly(new Set(open.map(({ id }) => id)));
      const byProvider = new Map<ProviderId, Consult[]>();
      for (const consult of open) {
        for (const { provider } of consult.carriers) {
          byProvider.set(provider, [...(byProvider.get(provider) ?? []), consult]);
        }
      }
      await Promise.all([...byProvider].map(([provider, open]) => pollOrPause(provider, open)));
    } catch (error) {
      log({ level: 'error', event: 'roster-round-failed', ...describeError(error) });
    }
  };

  const turn = async (): Promise<void> => {
    await round();
    if (!stopped) next();
  };

  const next = (): void => {
    cancel = schedule(() => {
      running = turn();
    }, config.get().metering.rosterPollSeconds * 1000);
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
