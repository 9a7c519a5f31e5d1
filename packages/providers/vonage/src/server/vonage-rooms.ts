import type { ProviderBackend, ProviderObservation } from '@patchbay/contract';
import { fail } from '../vonage-errors.ts';
import type { VonagePresence } from './vonage-presence.ts';
import { listOf, textOf, unlessGone, type VonageRest } from './vonage-rest.ts';

type Verb = 'createRoom' | 'endRoom' | 'removeParticipant' | 'listParticipants' | 'check';

export interface VonageRoomsParts {
  readonly rest: VonageRest;
  readonly presence: VonagePresence;
  readonly now: () => number;
  /** Through Vonage's media servers, or from browser to browser. */
  readonly mediaMode: 'routed' | 'relayed';
}

/** Rooms are Vonage's sessions, which it names itself. */
export function createVonageRooms(parts: VonageRoomsParts): Pick<ProviderBackend, Verb> {
  const { rest, presence, now, mediaMode } = parts;
  const pathOf = (room: string): string => `/session/${encodeURIComponent(room)}/connection`;

  const connected = async (room: string): Promise<readonly string[]> => {
    const page = await unlessGone(rest.get(pathOf(room)));
    const connections = page ? listOf(page, 'items').map((item) => textOf(item, 'connectionId')) : [];
    presence.keepOnly(room, connections);
    return connections;
  };
  const disconnect = async (room: string, connections: readonly string[]): Promise<void> => {
    for (const connection of connections)
      await unlessGone(rest.remove(`${pathOf(room)}/${encodeURIComponent(connection)}`));
  };

  return {
    // A session never ends, nor does it take a size or a time to live.
    createRoom: async ({ vendorRoom }) =>
      vendorRoom ??
      rest.createSession({
        archiveMode: 'manual',
        'p2p.preference': mediaMode === 'relayed' ? 'enabled' : 'disabled',
      }),

    endRoom: async (room) => disconnect(room, await connected(room)),

    async removeParticipant(room, participant) {
      const connections = await connected(room);
      const participants = connections.map((connection) => presence.participantOf(room, connection));
      const theirs = connections.filter((_, index) => participants[index] === participant);
      if (theirs.length === 0 && participants.includes(undefined)) throw unrecognised();
      await disconnect(room, theirs);
    },

    async listParticipants(room) {
      const common = { kind: 'present', room, participantClass: 'person', source: 'roster-poll' } as const;
      return (await connected(room)).flatMap((connection): readonly ProviderObservation[] => {
        const participant = presence.participantOf(room, connection);
        return participant === undefined
          ? []
          : [{ ...common, participant, connection, at: now(), precision: 1 }];
      });
    },

    check: () =>
      rest.get('/archive?count=1').then(
        () => ({ reachable: true, detail: 'Vonage answers and accepts the private key.' }),
        (error: Error) => ({ reachable: false, detail: error.message }),
      ),
  };
}

const unrecognised = () => {
  const message =
    'Somebody is in the room of whom no webhook told, and it may be them. Set up session monitoring, or try again.';
  return fail('provider-failure', message, { retryable: true });
};
