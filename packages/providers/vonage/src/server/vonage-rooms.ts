import {
  type ConnectionBook,
  pause,
  type ProviderBackend,
  type ProviderObservation,
  unlessGone,
} from '@patchbay/contract';
import { fail } from '../vonage-errors.ts';
import { listOf, textOf, type VonageRest } from './vonage-rest.ts';

/** The webhook that tells who a connection is comes a moment after the connection. */
const [webhookTries, webhookPause] = [9, 500];

type Verb = 'createRoom' | 'endRoom' | 'removeParticipant' | 'listParticipants' | 'check';

/** Rooms are Vonage's sessions, which it names itself: through its media servers, or relayed from browser to browser. */
export function createVonageRooms(
  rest: VonageRest,
  book: ConnectionBook,
  now: () => number,
  isRelayed: boolean,
  wait: (milliseconds: number) => Promise<unknown> = pause,
): Pick<ProviderBackend, Verb> {
  const pathOf = (room: string): string => `/session/${encodeURIComponent(room)}/connection`;
  const connected = async (room: string): Promise<readonly string[]> => {
    const page = await unlessGone(rest('project', pathOf(room)));
    return page ? listOf(page, 'items').map((item) => textOf(item, 'connectionId')) : [];
  };
  const disconnect = async (room: string, connections: readonly string[]): Promise<void> => {
    const paths = connections.map((connection) => `${pathOf(room)}/${encodeURIComponent(connection)}`);
    for (const path of paths) await unlessGone(rest('project', path, undefined, 'DELETE'));
  };

  return {
    // A session never ends, nor does it take a size or a time to live.
    async createRoom({ vendorRoom }) {
      if (vendorRoom !== undefined) return vendorRoom;
      const form = { archiveMode: 'manual', 'p2p.preference': isRelayed ? 'enabled' : 'disabled' };
      return textOf(await rest('session', '/create', new URLSearchParams(form)), 'session_id');
    },

    endRoom: async (room) => disconnect(room, await connected(room)),

    async removeParticipant(room, participant) {
      for (let tries = 1; ; tries += 1) {
        const connections = await connected(room);
        const participants = await book.in(room);
        const known = connections.map((connection) => participants.get(connection));
        if (known.includes(participant) || !known.includes(undefined)) {
          const theirs = connections.filter((_, index) => known[index] === participant);
          return disconnect(room, theirs);
        }
        if (tries === webhookTries) throw unrecognised();
        await wait(webhookPause);
      }
    },

    async listParticipants(room) {
      const common = { kind: 'present', room, participantClass: 'person', source: 'roster-poll' } as const;
      const connections = await connected(room);
      const participants = await book.in(room);
      return connections.flatMap((connection): readonly ProviderObservation[] => {
        const participant = participants.get(connection);
        return participant ? [{ ...common, participant, connection, at: now(), precision: 1 }] : [];
      });
    },

    check: () =>
      rest('project', '/archive?count=1').then(
        () => ({ reachable: true, detail: 'Vonage answers and accepts the private key.' }),
        (error: Error) => ({ reachable: false, detail: error.message }),
      ),
  };
}

const unrecognised = () => {
  const message =
    'No webhook told who is in the room, and it may be them. Set up session monitoring, or try again.';
  return fail('provider-failure', message, { retryable: true });
};

/** Archives of the whole session, composed, where the account keeps them. Vonage stops one by itself after four hours. */
export function createVonageRecording(
  rest: VonageRest,
): Pick<ProviderBackend, 'startRecording' | 'stopRecording'> {
  const runningIn = async (room: string): Promise<readonly string[]> => {
    const page = await unlessGone(rest('project', `/archive?${new URLSearchParams({ sessionId: room })}`));
    const archives = page ? listOf(page, 'items') : [];
    const running = archives.filter((archive) => ['started', 'paused'].includes(textOf(archive, 'status')));
    return running.map((archive) => textOf(archive, 'id'));
  };
  return {
    async startRecording(room) {
      const archive = { sessionId: room, hasAudio: true, hasVideo: true, outputMode: 'composed' };
      if ((await runningIn(room)).length === 0) await rest('project', '/archive', archive);
    },
    async stopRecording(room) {
      for (const id of await runningIn(room))
        await unlessGone(rest('project', `/archive/${encodeURIComponent(id)}/stop`, {}));
    },
  };
}
