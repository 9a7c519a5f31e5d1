import { VideoError } from '@patchbay/contract';
import type { Protocol, SignallingCredentials } from '../frames.ts';
import { createOwnRooms, type OwnRooms, type RoomsOptions } from './create-own-rooms.ts';
import { roomsAcrossInstances } from './rooms-across-instances.ts';

type Verbs =
  | 'createRoom'
  | 'endRoom'
  | 'removeParticipant'
  | 'listParticipants'
  | 'acceptSignalling'
  | 'close';

/** The verbs of a backend that has no server of its own, wherever among the server's instances a room is. */
export type Rooms = Pick<OwnRooms, Verbs> & {
  /** Lets in again whom `removeParticipant` shut out. Rejects with `room-not-found` once the room has ended. */
  grant(request: Parameters<OwnRooms['grant']>[0]): Promise<SignallingCredentials>;
};

/** Rooms in the memory of this process; where it is one of several, each room in the memory of one of them. */
export function createRooms<P extends Protocol>(options: RoomsOptions<P>): Rooms {
  const { provider, context, maxParticipants: most } = options;
  const { createRoom, endRoom, removeParticipant, listParticipants, acceptSignalling, grant, close } =
    reachOf(options);
  return {
    async createRoom(request) {
      const { maxParticipants } = request;
      if (maxParticipants >= 1 && maxParticipants <= most) return createRoom(request);
      throw new VideoError('invalid-argument', `Ask for a room of 1 to ${most} participants.`, { provider });
    },
    endRoom,
    removeParticipant,
    listParticipants,
    acceptSignalling,
    async grant(request) {
      const url = `${context.publicUrl.replace(/^http/, 'ws')}/v1/signalling/${provider}`;
      return { url, token: await grant(request), participant: request.participant };
    },
    close,
  };
}

function reachOf<P extends Protocol>(options: RoomsOptions<P>): Pick<OwnRooms, Verbs | 'grant'> {
  const own = createOwnRooms(options);
  const { instances } = options.context;
  return instances === undefined ? own : roomsAcrossInstances(own, instances, options);
}
