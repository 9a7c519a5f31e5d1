import type { ProviderBackend, ProviderObservation } from '@patchbay/contract';
import { fail } from '../whereby-errors.ts';
import { meetingPath, roomNameOf, vendorRoomOf } from './whereby-meetings.ts';
import { textOf, type WherebyRest } from './whereby-rest.ts';
import { readVisits } from './whereby-usage.ts';

type Verb = 'createRoom' | 'endRoom' | 'removeParticipant' | 'listParticipants' | 'check';

/** A consult is over by then; its room can be used for an hour more. */
const meetingMilliseconds = 24 * 60 * 60 * 1000;

/** Mode `normal` is peer to peer, for four people; the rest is what Whereby's page on HIPAA asks for. */
const terms = {
  roomMode: 'normal',
  roomNamePattern: 'uuid',
  recording: { type: 'none' },
  roomPreferences: { streaming: false, roomIntegrations: false },
} as const;

/** Whereby names rooms, and ends them by their date and not when they are empty. */
export function createWherebyRooms(rest: WherebyRest, now: () => number, isLocked: boolean) {
  return {
    async createRoom({ vendorRoom }) {
      const known = vendorRoom === undefined ? undefined : await rest('GET', meetingPath(vendorRoom));
      if (vendorRoom && known && Date.parse(textOf(known, 'endDate')) > now()) return vendorRoom;
      const endDate = new Date(now() + meetingMilliseconds).toISOString();
      return vendorRoomOf(await rest('POST', '/meetings', { endDate, isLocked, ...terms }));
    },

    /** Whereby puts everybody out. */
    endRoom: async (room) => void (await rest('DELETE', meetingPath(room))),

    removeParticipant: () => Promise.reject(fail('unsupported', 'Whereby’s server removes nobody.')),

    /** From Insights: of somebody who is alone it knows nothing, and of the others it may know late. */
    async listParticipants(room) {
      const common = { kind: 'present', room, source: 'roster-poll', precision: 1 } as const;
      const present = (await readVisits(rest, roomNameOf(room))).filter(({ leftAt }) => leftAt === undefined);
      return present.map(({ who }): ProviderObservation => ({ ...common, ...who, at: now() }));
    },

    check: () =>
      rest('GET', '/meetings?limit=1').then(
        () => ({ reachable: true, detail: 'Whereby answers and accepts the API key.' }),
        (error: Error) => ({ reachable: false, detail: error.message }),
      ),
  } satisfies Pick<ProviderBackend, Verb>;
}
