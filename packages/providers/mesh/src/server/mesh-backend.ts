import type { BackendContext, ProviderBackend, SettingValues } from '@patchbay/contract';
import { realSchedule, type Schedule } from '@patchbay/signalling';
import { createRooms, serverTiming, type ServerTiming } from '@patchbay/signalling/server';
import { meshCapabilities } from '../mesh-capabilities.ts';
import { meshRequest, type MeshCredentials, type MeshProtocol } from '../mesh-wire.ts';
import { type MeshPlace, openSeat } from './mesh-seat.ts';
import { readIceServers } from './mesh-settings.ts';

export interface MeshBackendParts {
  readonly schedule: Schedule;
  readonly timing: ServerTiming;
}

/** Media go on without the server, so a seat is kept for as long as its browser tries to come back. */
const meshTiming: ServerTiming = { ...serverTiming, grace: 30_000 };

/** Rooms in the memory of this process. Throws `invalid-argument` when a setting is wrong. */
export function createMeshBackend(
  settings: SettingValues,
  context: BackendContext,
  { schedule = realSchedule, timing = meshTiming }: Partial<MeshBackendParts> = {},
): ProviderBackend {
  const iceServers = readIceServers(settings);
  const { maxParticipants } = meshCapabilities;
  const rooms = createRooms<MeshProtocol>({
    provider: 'mesh',
    context,
    schedule,
    timing,
    maxParticipants,
    requests: meshRequest,
    openHall: async () => ({
      // Every place in it is one that was made here.
      open: async ({ others, ...host }) =>
        openSeat({ ...host, others: others as () => readonly MeshPlace[] }),
      close: () => undefined,
    }),
  });
  return {
    id: 'mesh',
    ...rooms,
    async mintCredentials(request) {
      return { ...(await rooms.grant(request)), iceServers } satisfies MeshCredentials;
    },
    check: async () => ({ reachable: true, detail: 'Signalling runs inside this server.' }),
  };
}
