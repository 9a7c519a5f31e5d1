import type { Json, ProviderDescriptor, UserKey } from '@patchbay/contract';
import type { HarnessRoomOptions, ProviderHarness } from './harness.ts';

/** A vendor that lives in this process and does what it is told at once. */
export interface InMemoryCloud {
  createRoom(room: string, options?: HarnessRoomOptions): void;
  credentials(room: string, userKey: UserKey): Json;
  kick(room: string, userKey: UserKey): void;
  endRoom(room: string): void;
  /** The function returned restores the connection. */
  interrupt(room: string, userKey: UserKey): () => void;
  refusedCredentials(): Json;
  unreachableCredentials(): Json;
}

/** A harness around a cloud in memory: a room per scenario, and nothing to close. */
export function createInMemoryHarness(descriptor: ProviderDescriptor, cloud: InMemoryCloud): ProviderHarness {
  let rooms = 0;
  return {
    provider: descriptor.id,
    assurance: 'fake',
    descriptor,
    mediaIsReal: false,
    openRoom: async (options) => {
      rooms += 1;
      const room = `room-${rooms}`;
      cloud.createRoom(room, options);
      return {
        credentials: async (userKey) => cloud.credentials(room, userKey),
        kick: async (userKey) => cloud.kick(room, userKey),
        end: async () => cloud.endRoom(room),
        interrupt: async (userKey) => {
          const restore = cloud.interrupt(room, userKey);
          return async () => restore();
        },
        close: async () => cloud.endRoom(room),
      };
    },
    refusedCredentials: async () => cloud.refusedCredentials(),
    unreachableCredentials: async () => cloud.unreachableCredentials(),
    close: async () => undefined,
  };
}
