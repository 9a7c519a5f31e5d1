import type { ProviderBackend, ProviderObservation } from '@patchbay/contract';
import { fail } from '../whereby-errors.ts';
import { meetingPath, vendorRoom } from './whereby-meetings.ts';
import { textOf, unlessGone, type WherebyRest } from './whereby-rest.ts';
import { readConnections } from './whereby-usage.ts';

type Verb = 'createRoom' | 'endRoom' | 'removeParticipant' | 'listParticipants' | 'check';

/** A consult is over by then; its room can be used for an hour more. */
const meetingMilliseconds = 24 * 60 * 60 * 1000;

/** What Whereby's page on HIPAA asks of every meeting. */
const confidential = {
  isLocked: true,
  roomNamePattern: 'uuid',
  recording: { type: 'none' },
  roomPreferences: { streaming: false, roomIntegrations: false },
} as const;

/** `isLocked` is what the deployment asks for. Whereby names rooms, and ends them by their date and not when they are empty. */
export function createWherebyRooms(
  rest: WherebyRest,
  now: () => number,
  isLocked: boolean,
): Pick<ProviderBackend, Verb> {
  const isThere = async (room: string): Promise<boolean> => {
    const meeting = await unlessGone(rest.get(meetingPath(room)));
    return meeting !== undefined && Date.parse(textOf(meeting, 'endDate')) > now();
  };
  return {
    async createRoom({ vendorRoom: known }) {
      if (known !== undefined && (await isThere(known))) return known;
      const endDate = new Date(now() + meetingMilliseconds).toISOString();
      // Mode `normal` is peer to peer, for four people.
      return vendorRoom(
        await rest.post('/meetings', { endDate, roomMode: 'normal', ...confidential, isLocked }),
      );
    },

    /** Whereby puts everybody out. */
    endRoom: async (room) => unlessGone(rest.delete(meetingPath(room))),

    removeParticipant: () => Promise.reject(fail('unsupported', 'Whereby’s server removes nobody.')),

    /** From Insights: of somebody who is alone it knows nothing, and of the others it may know late. */
    async listParticipants(room) {
      const common = { kind: 'present', room, source: 'roster-poll', precision: 1 } as const;
      const connections = await readConnections(rest, room, ({ endedAt }) => endedAt === null);
      return connections
        .filter(({ leftAt }) => leftAt === undefined)
        .flatMap(({ participant, connection, participantClass }): readonly ProviderObservation[] =>
          participant === undefined
            ? []
            : [{ ...common, participant, connection, participantClass, at: now() }],
        );
    },

    check: () =>
      rest.get('/meetings?limit=1').then(
        () => ({ reachable: true, detail: 'Whereby answers and accepts the API key.' }),
        (error: Error) => ({ reachable: false, detail: error.message }),
      ),
  };
}
