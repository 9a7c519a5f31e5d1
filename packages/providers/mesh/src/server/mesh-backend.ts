import type { BackendContext, ProviderBackend, SettingValues } from '@patchbay/contract';
import { meshCapabilities } from '../mesh-capabilities.ts';
import { meshError } from '../mesh-errors.ts';
import { schedule as realSchedule } from '../mesh-schedule.ts';
import { openLink } from './mesh-link.ts';
import { createMeshRooms, serverTiming, type MeshServerPorts } from './mesh-rooms.ts';
import { readIceServers } from './mesh-settings.ts';

const { maxParticipants: most } = meshCapabilities;

/** Rooms in the memory of this process. Throws `invalid-argument` when a setting is wrong. */
export function createMeshBackend(
  settings: SettingValues,
  context: BackendContext,
  { schedule = realSchedule, timing = serverTiming }: Partial<MeshServerPorts> = {},
): ProviderBackend {
  const ports = { context, schedule, timing };
  const iceServers = readIceServers(settings);
  const rooms = createMeshRooms(ports);
  return {
    id: 'mesh',
    async createRoom({ room, maxParticipants, emptyTimeoutSeconds }) {
      const fits = maxParticipants >= 1 && maxParticipants <= most;
      if (!fits) throw meshError('invalid-argument', `Ask for a room of 1 to ${most} participants.`);
      rooms.create({ room, maxParticipants, emptyTimeoutSeconds });
      return room;
    },
    async mintCredentials({ room, participant, userKey, ttlSeconds }) {
      const seat = rooms.grantFor(room, participant, userKey);
      if (seat === undefined) throw meshError('room-not-found', 'The room has ended: create another.');
      const token = await context.seal(seat, ttlSeconds);
      const url = `${context.publicUrl.replace(/^http/, 'ws')}/v1/signalling/mesh`;
      return { url, token, participant, iceServers };
    },
    endRoom: async (room) => rooms.end(room),
    removeParticipant: async (room, participant) => rooms.remove(room, participant),
    listParticipants: async (room) => rooms.present(room),
    acceptSignalling: (socket) => openLink(socket, rooms, ports),
    check: async () => ({ reachable: true, detail: 'Signalling runs inside this server.' }),
    close: async () => rooms.close(),
  };
}
