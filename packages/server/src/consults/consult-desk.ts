import type { AuditTrail } from '@patchbay/compliance';
import type { ConsultId, ProviderId, VideoError, VideoErrorCode } from '@patchbay/contract';
import { isVideoError } from '@patchbay/contract';
import type { BackendRegistry, RunningBackend } from '../backends/backend-registry.ts';
import { vendorProblem } from '../backends/vendor-call.ts';
import type { CurrentConfig } from '../config/current-config.ts';
import type { Gatekeeper } from '../gates/gatekeeper.ts';
import { refusedProblem } from '../gates/refused-problem.ts';
import type { Metrics } from '../observation/metrics.ts';
import { Problem } from '../problem.ts';
import type { Carrier, Consult, ConsultRequest } from './consult.ts';
import type { ConsultClosing } from './consult-closing.ts';
import type { ConsultStore } from './consult-store.ts';
import type { RoomKeeper } from './room-keeper.ts';
import { unmetDemand } from './unmet-demand.ts';

/** Consults from creation to end. Everything rejects with `Problem`, or with what a store says. */
export interface ConsultDesk {
  /** The gates are asked first; then the room is made, at the first carrier that answers. */
  create(tenant: string, request: ConsultRequest): Promise<Consult>;
  /** Another tenant's consult is not found. */
  find(tenant: string, id: ConsultId): Promise<Consult>;
  /** May be called again; no tickets are given from its beginning on. */
  end(consult: Consult, reason: 'asked' | 'too-old'): Promise<Consult>;
  /** Starts or stops recording of a consult that goes on. */
  record(consult: Consult, on: boolean): Promise<void>;
}

export interface ConsultDeskParts {
  readonly config: CurrentConfig;
  readonly consults: ConsultStore;
  readonly backends: BackendRegistry;
  readonly rooms: RoomKeeper;
  readonly gatekeeper: Gatekeeper;
  readonly audit: AuditTrail;
  readonly closing: ConsultClosing;
  readonly metrics: Metrics;
  readonly now: () => number;
  readonly randomId: () => string;
}

export function createConsultDesk(parts: ConsultDeskParts): ConsultDesk {
  const { config, consults, backends, rooms, gatekeeper, audit, closing, metrics, now, randomId } = parts;

  /** The chosen provider, or why not; then every fallback that would be allowed too. */
  const route = async (
    id: ConsultId,
    tenant: string,
    request: ConsultRequest,
  ): Promise<readonly RunningBackend[]> => {
    const { provider, fallback } = config.get();
    const routed: RunningBackend[] = [];
    for (const candidate of new Set<ProviderId>([provider, ...fallback])) {
      const running = backends.find(candidate);
      const problem =
        running === undefined ? notRunning(candidate) : await objection(id, tenant, request, running);
      if (problem === undefined && running !== undefined) routed.push(running);
      else if (candidate === provider && problem !== undefined) {
        metrics.consults.inc({ provider, outcome: problem.code });
        throw problem;
      }
    }
    return routed;
  };

  const objection = async (
    id: ConsultId,
    tenant: string,
    request: ConsultRequest,
    running: RunningBackend,
  ): Promise<Problem | undefined> => {
    const reasons = await gatekeeper.judge({ id, tenant, ...request }, running);
    if (reasons.length > 0) return refusedProblem(reasons);
    return unmetDemand(request, running.descriptor.manifest.capabilities);
  };

  /** Opens the room at the first carrier that answers and puts that one first. */
  const openFirst = async (
    consult: Consult,
    routed: readonly RunningBackend[],
    failures: VideoError[],
  ): Promise<Consult> => {
    for (const running of routed) {
      const first = carrierOf(running);
      try {
        await rooms.open(consult, running);
      } catch (error) {
        if (!isVideoError(error)) throw error;
        failures.push(error);
        metrics.consults.inc({ provider: first.provider, outcome: error.code });
        continue;
      }
      const others = consult.carriers.filter(({ provider }) => provider !== first.provider);
      return { ...consult, carriers: [first, ...others], state: 'open' };
    }
    throw vendorProblem(failures);
  };

  /** What may be at a vendor nevertheless is ended when the change is due. */
  const giveUp = async (consult: Consult, isNowhere: boolean): Promise<void> => {
    const failed = { kind: 'consult-failed', payload: { reason: 'not-opened' } } as const;
    if (!(await consults.markFailed(consult.id, { ...failed, at: now() }))) return;
    if (isNowhere) await closing.completeWithoutRooms(consult, failed);
  };

  const find: ConsultDesk['find'] = async (tenant, id) => {
    const consult = await consults.find(id);
    if (consult !== undefined && consult.tenant === tenant) return consult;
    throw new Problem('consult-not-found', 'There is no such consult.');
  };

  return {
    find,
    create: async (tenant, request) => {
      const id = randomId();
      const routed = await route(id, tenant, request);
      const [first, ...others] = routed.map(carrierOf);
      if (first === undefined) throw notRunning(config.get().provider);
      const asked: Consult = {
        ...request,
        id,
        tenant,
        carriers: [first, ...others],
        room: randomId(),
        state: 'opening',
        createdAt: now(),
        endedAt: undefined,
      };
      await consults.insert(asked);
      let consult: Consult;
      const failures: VideoError[] = [];
      try {
        consult = await openFirst(asked, routed, failures);
      } catch (error) {
        await giveUp(asked, isVendors(error) && failures.every(({ code }) => !leavesOpen.has(code)));
        throw error;
      }
      const { phi, features } = request;
      const carriers = consult.carriers.map(({ provider, deployment }) => ({ provider, deployment }));
      const created = { kind: 'consult-created', payload: { carriers, phi, features } } as const;
      if (!(await consults.markOpen(id, consult.carriers, { ...created, at: now() }))) {
        await rooms.end(consult);
        throw new Problem('consult-ended', 'The consult was ended before it was open. Create a new one.');
      }
      await closing.complete(consult, created);
      metrics.consults.inc({ provider: consult.carriers[0].provider, outcome: 'created' });
      return consult;
    },
    end: async (consult, reason) => {
      const ended = { kind: 'consult-ended', payload: { reason } } as const;
      // Whoever else ends it at the same time, one of them writes that down, and all of them see that the rooms are ended.
      if (await consults.markEnded(consult.id, { ...ended, at: now() }))
        await closing.complete(consult, ended);
      else await closing.endRooms(consult);
      return find(consult.tenant, consult.id);
    },
    record: async (consult, on) => {
      if (consult.state !== 'open')
        throw new Problem('consult-ended', 'The consult is over. Create a new one.');
      const { id: consultId, tenant } = consult;
      const about = { tenant, consultId, payload: { on } };
      // Before anything is recorded: a process that dies meanwhile leaves a trace of it.
      await audit.append({ ...about, kind: 'recording-asked' });
      await rooms.record(consult, on);
      await audit.append({ ...about, kind: 'recording-changed' });
    },
  };
}

/** The vendor may have made the room, and its answer was lost. */
const leavesOpen = new Set<VideoErrorCode>(['timeout', 'connection-lost']);

/** As against a store's failure, after which nobody knows what was done. */
const isVendors = (error: unknown): boolean => error instanceof Problem;

const carrierOf = ({ descriptor, deployment }: RunningBackend): Carrier => ({
  provider: descriptor.manifest.id,
  deployment: deployment.id,
});

const notRunning = (provider: ProviderId): Problem =>
  new Problem('provider-failed', 'The chosen provider is not running. Check its settings.', {
    reasons: [{ provider, code: 'provider-not-configured' }],
  });
