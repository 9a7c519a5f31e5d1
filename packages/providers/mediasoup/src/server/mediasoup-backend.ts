import type { BackendContext, ProviderBackend, SettingValues } from '@patchbay/contract';
import { realSchedule, type Schedule } from '@patchbay/signalling';
import { createRooms, serverTiming, type ServerTiming } from '@patchbay/signalling/server';
import { mediasoupCapabilities } from '../mediasoup-capabilities.ts';
import { fail, mediasoupError } from '../mediasoup-errors.ts';
import { mediaRequest, type MediasoupCredentials, type MediasoupProtocol } from '../mediasoup-wire.ts';
import { hallsOn } from './mediasoup-halls.ts';
import { readSettings } from './mediasoup-settings.ts';
import { createWorkers, type MediasoupEngine } from './mediasoup-workers.ts';

export interface MediasoupBackendParts {
  readonly engine?: MediasoupEngine;
  readonly schedule?: Schedule;
  readonly timing?: ServerTiming;
}

/** Starts the workers. Rejects with `invalid-argument`, `sdk-load-failed`, or `provider-failure` when none starts. */
export async function createMediasoupBackend(
  settings: SettingValues,
  context: BackendContext,
  { schedule = realSchedule, timing = serverTiming, engine }: MediasoupBackendParts = {},
): Promise<ProviderBackend> {
  const { workers: options, iceServers } = readSettings(settings);
  const workers = createWorkers(engine ?? (await loadEngine()), options, schedule);
  await workers.start().catch((cause: unknown) => {
    workers.close();
    throw fail('provider-failure', 'No mediasoup-worker starts. Check its binary and its ports.', { cause });
  });
  const { maxParticipants } = mediasoupCapabilities;
  const common = { provider: 'mediasoup', context, schedule, timing, maxParticipants };
  const rooms = createRooms<MediasoupProtocol>({
    ...common,
    requests: mediaRequest,
    openHall: hallsOn(workers),
  });
  return {
    id: 'mediasoup',
    ...rooms,
    createRoom: (request) =>
      rooms.createRoom(request).catch((cause: unknown) => {
        throw mediasoupError(cause);
      }),
    async mintCredentials(request) {
      return { ...(await rooms.grant(request)), iceServers } satisfies MediasoupCredentials;
    },
    async check() {
      const running = workers.running().length;
      return { reachable: running > 0, detail: `${running} of ${options.count} mediasoup workers run.` };
    },
    async close() {
      await rooms.close();
      workers.close();
    },
  };
}

const loadEngine = (): Promise<MediasoupEngine> =>
  import('mediasoup').catch((cause: unknown) => {
    throw fail(
      'sdk-load-failed',
      'The package mediasoup could not be loaded. Install it beside the server.',
      { cause },
    );
  });
