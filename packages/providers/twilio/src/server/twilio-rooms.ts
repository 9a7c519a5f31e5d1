import { isVideoError, type ProviderBackend, type ProviderObservation } from '@patchbay/contract';
import { listOf, textOf, type TwilioRest, unlessGone } from './twilio-rest.ts';

type Verb = 'createRoom' | 'endRoom' | 'removeParticipant' | 'listParticipants' | 'check';

/** Rooms go by the unique name. `statusCallback` is where Twilio reports; undefined when nobody could verify it. */
export function createTwilioRooms(
  rest: TwilioRest,
  now: () => number,
  statusCallback: () => string | undefined,
): Pick<ProviderBackend, Verb> {
  const pathOf = (room: string): string => `Rooms/${encodeURIComponent(room)}`;
  const connected = async (room: string, filter: Readonly<Record<string, string>> = {}) => {
    const query = new URLSearchParams({ Status: 'connected', PageSize: '1000', ...filter });
    const page = await unlessGone(rest('video', `${pathOf(room)}/Participants?${query}`));
    return page ? listOf(page, 'participants') : [];
  };

  return {
    async createRoom({ room, maxParticipants, emptyTimeoutSeconds }) {
      const callback = statusCallback();
      const minutes = between(1, Math.ceil(emptyTimeoutSeconds / 60), 60);
      const form = {
        UniqueName: room,
        Type: 'group',
        MaxParticipants: between(1, maxParticipants, 50),
        EmptyRoomTimeout: minutes,
        UnusedRoomTimeout: minutes,
        // An account may record by default.
        RecordParticipantsOnConnect: 'false',
        ...(callback && { StatusCallback: callback, StatusCallbackMethod: 'POST' }),
      };
      await rest('video', 'Rooms', form).catch((error: unknown) => {
        // 53113: it is there already, and in progress.
        if (!isVideoError(error) || error.vendorCode !== '53113') throw error;
      });
      return room;
    },

    endRoom: async (room) => void (await unlessGone(rest('video', pathOf(room), { Status: 'completed' }))),

    async removeParticipant(room, participant) {
      for (const found of await connected(room, { Identity: participant })) {
        const path = `${pathOf(room)}/Participants/${textOf(found, 'sid')}`;
        await unlessGone(rest('video', path, { Status: 'disconnected' }));
      }
    },

    async listParticipants(room) {
      const common = { kind: 'present', room, participantClass: 'person', source: 'roster-poll' } as const;
      return (await connected(room)).map((found): ProviderObservation => {
        const [participant, connection] = [textOf(found, 'identity'), textOf(found, 'sid')];
        return { ...common, participant, connection, at: now(), precision: 1 };
      });
    },

    check: () =>
      rest('video', 'Rooms?PageSize=1').then(
        () => ({ reachable: true, detail: 'Twilio answers and accepts the API key.' }),
        (error: Error) => ({ reachable: false, detail: error.message }),
      ),
  };
}

const between = (least: number, value: number, most: number) =>
  String(Math.min(Math.max(value, least), most));
