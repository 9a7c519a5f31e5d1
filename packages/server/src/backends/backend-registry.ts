import type {
  BackendContext,
  Deployment,
  ProviderBackend,
  ProviderBackendDescriptor,
  ProviderId,
} from '@patchbay/contract';
import type { PatchbayConfig } from '../config/patchbay-config.ts';
import type { ConsultStore } from '../consults/consult-store.ts';
import type { ObservationSink } from '../evidence/observation-sink.ts';
import type { Instances } from '../instances/open-instances.ts';
import { describeError, type Log } from '../observation/log.ts';
import type { SignedText } from '../security/signed-text.ts';
import { createPoliteFetch } from './polite-fetch.ts';
import type { PublicAddress } from './public-address.ts';
import type { Schedule } from './schedule.ts';

/** A provider's server half that is running, with what its settings mean. */
export interface RunningBackend {
  readonly descriptor: ProviderBackendDescriptor;
  readonly backend: ProviderBackend;
  readonly deployment: Deployment;
  /** Until when the vendor asked to be left alone, milliseconds since the Unix epoch; in the past, or 0, when it did not. */
  limitedUntil(): number;
}

export interface BackendRegistry {
  /** Undefined when the provider is not installed, or has no complete settings. */
  find(provider: ProviderId): RunningBackend | undefined;
  running(): readonly RunningBackend[];
  /** Starts every backend whose settings are complete; rejects when a chosen provider does not start. */
  start(config: PatchbayConfig): Promise<void>;
  close(): Promise<void>;
}

export interface BackendRegistryParts {
  readonly address: PublicAddress;
  readonly fetch: typeof fetch;
  readonly schedule: Schedule;
  readonly now: () => number;
  readonly randomId: () => string;
  readonly signedTextFor: (provider: ProviderId) => SignedText;
  readonly sink: ObservationSink;
  readonly consults: ConsultStore;
  readonly log: Log;
  readonly instances: Instances | undefined;
}

export class BackendStartError extends Error {
  override readonly name = 'BackendStartError';
  readonly code = 'provider-start-failed';
  readonly provider: ProviderId;

  constructor(provider: ProviderId, cause: unknown) {
    super(`The provider ${provider} could not be started. Check its settings.`, { cause });
    this.provider = provider;
  }
}

export function createBackendRegistry(parts: BackendRegistryParts): BackendRegistry {
  const backends = new Map<ProviderId, RunningBackend>();

  const startOne = async (descriptor: ProviderBackendDescriptor, config: PatchbayConfig): Promise<void> => {
    const { id, deployments } = descriptor.manifest;
    const settings = config.providers[id]?.settings ?? {};
    const deploymentId = descriptor.deploymentOf(settings);
    const deployment = deployments.find((candidate) => candidate.id === deploymentId);
    if (deployment === undefined) throw new Error(`the manifest has no deployment ${deploymentId}`);
    let limitedUntil = 0;
    const context = contextOf(id, parts, (until) => {
      limitedUntil = Math.max(limitedUntil, until);
    });
    const backend = await descriptor.create(settings, context);
    backends.set(id, { descriptor, backend, deployment, limitedUntil: () => limitedUntil });
  };

  return {
    find: (provider) => backends.get(provider),
    running: () => [...backends.values()],
    start: async (config) => {
      const chosen = new Set([config.provider, ...config.fallback]);
      for (const descriptor of config.installed) {
        const { id } = descriptor.manifest;
        if (backends.has(id) || (config.providers[id]?.missing.length ?? 1) > 0) continue;
        try {
          await startOne(descriptor, config);
        } catch (error) {
          if (chosen.has(id)) throw new BackendStartError(id, error);
          parts.log({ level: 'warn', event: 'provider-start-failed', provider: id, ...describeError(error) });
        }
      }
    },
    close: async () => {
      const closing = [...backends.values()].map(({ backend }) => backend.close());
      backends.clear();
      await Promise.allSettled(closing);
    },
  };
}

function contextOf(
  provider: ProviderId,
  parts: BackendRegistryParts,
  onLimited: (until: number) => void,
): BackendContext {
  const sealed = parts.signedTextFor(provider);
  const { fetch, schedule, now, consults } = parts;
  return {
    // The port may be known only once somebody listens.
    get publicUrl() {
      return parts.address.current();
    },
    fetch: createPoliteFetch({ provider, fetch, schedule, now, random: Math.random, onLimited }),
    now,
    randomId: parts.randomId,
    seal: (value, ttlSeconds) => sealed.sign(value, ttlSeconds),
    open: async (text) => {
      const verdict = await sealed.verify(text);
      return verdict.valid ? verdict.value : undefined;
    },
    participantsOf: async (room) => {
      const consult = await consults.findByRoom(provider, room);
      return consult === undefined ? [] : consults.participantsOf(consult.id);
    },
    connections: {
      remember: (room, connection, participant) =>
        consults.rememberConnection(provider, room, connection, participant),
      in: (room) => consults.connectionsIn(provider, room),
    },
    observe: (observation) => parts.sink.observe(provider, observation),
    // Only for those that ask: most have their rooms somewhere else.
    get instances() {
      return parts.instances?.roomsOf(provider);
    },
  };
}
