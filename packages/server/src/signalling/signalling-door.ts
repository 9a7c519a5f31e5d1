import type { ProviderId, SignallingSocket } from '@patchbay/contract';
import type { BackendRegistry } from '../backends/backend-registry.ts';
import type { PublicAddress } from '../backends/public-address.ts';
import type { CurrentConfig } from '../config/current-config.ts';
import { isAllowedOrigin } from '../http/allowed-origin.ts';
import type { RateLimits } from '../http/rate-limits.ts';
import type { Metrics } from '../observation/metrics.ts';
import { Problem } from '../problem.ts';

/** The way of a browser's signalling connection to its provider. */
export interface SignallingDoor {
  /** Whether a connection may be opened; rejects with `Problem` when not. Ask before the upgrade. */
  admit(provider: ProviderId, origin: string | undefined, address: string | undefined): Promise<void>;
  /** Hands an open connection over; false when the provider takes none. */
  accept(provider: ProviderId, socket: SignallingSocket): boolean;
}

export interface SignallingDoorParts {
  readonly config: CurrentConfig;
  readonly address: PublicAddress;
  readonly backends: BackendRegistry;
  readonly limits: RateLimits;
  readonly metrics: Metrics;
}

export function createSignallingDoor({
  config,
  address,
  backends,
  limits,
  metrics,
}: SignallingDoorParts): SignallingDoor {
  return {
    admit: async (provider, origin, client) => {
      if (!isAllowedOrigin(origin, config.get().server.allowedOrigins, address.current())) {
        throw new Problem('origin-not-allowed', 'List the page under server.allowedOrigins in the config.');
      }
      await limits.consume('signalling', client);
      if (backends.find(provider)?.backend.acceptSignalling === undefined) {
        throw new Problem('provider-not-found', 'No configured provider of this name takes signalling.');
      }
    },
    accept: (provider, socket) => {
      const backend = backends.find(provider)?.backend;
      if (backend?.acceptSignalling === undefined) return false;
      metrics.signallingConnections.inc({ provider });
      socket.onClose(() => metrics.signallingConnections.dec({ provider }));
      backend.acceptSignalling(socket);
      return true;
    },
  };
}
