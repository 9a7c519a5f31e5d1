import type { Json, ProviderObservation, RoomInstances, SignallingSocket } from '@patchbay/contract';
import type { Protocol } from '../frames.ts';
import { timerOn } from '../timer.ts';
import type { OwnRooms, RoomsOptions } from './create-own-rooms.ts';
import type { Grant } from './guest-list.ts';
import { type HeldSocket, holdSocket } from './held-socket.ts';
import { frameReader } from './read-frame.ts';
import { type RoomRequest, roomRequest } from './room-request.ts';

type Reach = Omit<OwnRooms, 'has' | 'expect' | 'take' | 'lose'>;

/**
 * Rooms of this instance and of the others, as if all were here: what is wanted of a room is asked of the instance that has it,
 * and a browser's socket is relayed to there. What is here goes the way that it goes where there are no others.
 */
export function roomsAcrossInstances<P extends Protocol>(
  own: OwnRooms,
  instances: RoomInstances,
  { context, schedule, timing, requests }: RoomsOptions<P>,
): Reach {
  const readFrame = frameReader(requests);
  /** Every socket that has come in here and is open. */
  const sockets = new Set<HeldSocket>();

  /** A room that nobody made is not kept. */
  const here = async <Value>(room: string, work: () => Promise<Value>): Promise<Value> => {
    try {
      return await work();
    } finally {
      if (!own.has(room)) instances.release(room);
    }
  };
  const at = (room: string, request: RoomRequest, nowhere?: () => Promise<Json>): Promise<Json> =>
    instances.at(room, {
      here: () => here(room, () => perform(room, request)),
      there: (owner) => owner.ask(request),
      ...(nowhere && { nowhere }),
    });
  async function perform(room: string, request: RoomRequest): Promise<Json> {
    switch (request.verb) {
      case 'create':
        return own.createRoom({ ...request, room });
      case 'end':
        await own.endRoom(room);
        return null;
      case 'remove':
        await own.removeParticipant(room, request.participant);
        return null;
      case 'list':
        return (await own.listParticipants(room)) as unknown as Json;
      case 'grant':
        return own.grant({ ...request, room });
    }
  }

  function accept(socket: SignallingSocket): void {
    const opening = timerOn(schedule);
    const held = holdSocket(
      socket,
      (text) =>
        route(held, text)
          .catch(() => held.close('network'))
          .finally(opening.clear),
      () => {
        opening.clear();
        sockets.delete(held);
      },
    );
    sockets.add(held);
    opening.set(timing.opening, () => held.close('network'));
  }
  /** What is not worth a way to another instance is refused here. */
  async function route(held: HeldSocket, text: string): Promise<void> {
    const frame = readFrame(text);
    const opening = frame !== undefined && 'opening' in frame ? frame.opening : undefined;
    const grant = opening && ((await context.open(opening.token)) as Grant | undefined);
    if (grant === undefined) return held.pass(own.acceptSignalling);
    const { limits } = grant;
    return instances.at(limits.name, {
      here: () =>
        here(limits.name, async () => {
          if (held.isOpen()) own.expect(limits);
          held.pass(own.acceptSignalling);
        }),
      there: async (owner) => {
        if (!held.isOpen()) return;
        const relay = await owner.connect();
        if (!held.isOpen()) return relay.close();
        held.pass(({ send, close, onMessage, onClose }) => {
          relay.onMessage(send);
          relay.onClose((code, reason) => (code === undefined ? held.close('network') : close(code, reason)));
          onMessage(relay.send);
          onClose(relay.close);
        });
      },
    });
  }

  instances.serve({
    take: own.take,
    lose: own.lose,
    answer: (room, request) => {
      const asked = roomRequest.parse(request);
      return here(room, () => perform(room, asked));
    },
    accept: (_room, socket) => accept(socket),
  });

  return {
    createRoom: async ({ room, maxParticipants, emptyTimeoutSeconds }) =>
      (await at(room, { verb: 'create', maxParticipants, emptyTimeoutSeconds })) as string,
    endRoom: async (room) => void (await at(room, { verb: 'end' })),
    removeParticipant: async (room, participant) => void (await at(room, { verb: 'remove', participant })),
    listParticipants: async (room) =>
      (await at(room, { verb: 'list' }, async () => [])) as unknown as readonly ProviderObservation[],
    grant: async ({ room, participant, userKey, ttlSeconds }) =>
      (await at(room, { verb: 'grant', participant, userKey, ttlSeconds })) as string,
    acceptSignalling: accept,
    async close() {
      const left = instances.leave();
      for (const held of sockets) held.close('network');
      await own.close();
      await left;
    },
  };
}
