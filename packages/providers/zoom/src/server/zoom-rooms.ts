import { unlessGone, type VendorObject } from '@patchbay/contract';
import type { ProviderBackend, ProviderObservation } from '@patchbay/contract';
import { fail } from '../zoom-errors.ts';
import { listAll, pathOf, textOf, type ZoomRest } from './zoom-rest.ts';

type Verb = 'createRoom' | 'endRoom' | 'removeParticipant' | 'listParticipants' | 'check';
type Rooms = Required<Pick<ProviderBackend, Verb | 'startRecording' | 'stopRecording'>>;

export const dayMilliseconds = 24 * 60 * 60 * 1000;
export const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

/** A session is there from the first join to the last leave, with another id each time: rooms go by its name. */
export function createZoomRooms(rest: ZoomRest, now: () => number): Rooms {
  /** The path of the session of that name that goes on now; it may have begun yesterday. */
  const find = async (room: string): Promise<string | undefined> => {
    const [from, to] = [dayOf(now() - dayMilliseconds), dayOf(now() + dayMilliseconds)];
    const found = await listAll(rest, 'sessions', { type: 'live', from, to, session_name: room });
    const session = found.find((each) => textOf(each, 'session_name').toLowerCase() === room);
    return session && pathOf(session);
  };
  const usersOf = async (session: string): Promise<readonly VendorObject[]> => {
    const users = (await unlessGone(listAll(rest, `${session}/users`, { type: 'live' }))) ?? [];
    return users.filter((user) => user['leave_time'] === undefined);
  };
  /** Whatever becomes of it once the session is gone is nothing. */
  const ifThere = async (room: string, act: (session: string) => Promise<unknown>): Promise<void> => {
    const session = await find(room);
    if (session !== undefined) await unlessGone(act(session));
  };

  return {
    // Zoom makes a session of whatever name is joined, and takes neither a limit nor a time for it. Names have no case.
    createRoom: async ({ room }) => room.toLowerCase(),
    endRoom: (room) => ifThere(room, (session) => rest(`${session}/status`, 'PUT', { action: 'end' })),
    stopRecording: (room) =>
      ifThere(room, (session) => rest(`${session}/events`, 'PATCH', { method: 'recording.stop' })),

    removeParticipant: (room, participant) =>
      ifThere(room, async (session) => {
        const joins = (await usersOf(session)).filter((user) => user['user_key'] === participant);
        for (const user of joins) {
          const params = { participant_uuid: textOf(user, 'participant_uuid') };
          await unlessGone(rest(`${session}/events`, 'PATCH', { method: 'user.remove', params }));
        }
      }),

    async listParticipants(room) {
      const session = await find(room);
      const users = session === undefined ? [] : await usersOf(session);
      const common = { kind: 'present', room, source: 'roster-poll', at: now(), precision: 1 } as const;
      return users.map((user): ProviderObservation => ({ ...common, ...describeUser(user) }));
    },

    async startRecording(room) {
      const session = await find(room);
      if (session === undefined)
        throw fail('room-not-found', 'Zoom records a session that somebody is in. Wait for the first join.');
      await rest(`${session}/events`, 'PATCH', { method: 'recording.start' });
    },

    check: () =>
      find('patchbay-check').then(
        () => ({ reachable: true, detail: 'Zoom answers and accepts the API key.' }),
        (error: Error) => ({ reachable: false, detail: error.message }),
      ),
  };
}

/** Who joined past Patchbay has no key of ours; by telephone Zoom knows the number, which stays there. */
export function describeUser(user: VendorObject) {
  const { user_key: key, participant_uuid: uuid, phone_number: phone, device } = user;
  const connection = typeof uuid === 'string' && uuid !== '' ? uuid : textOf(user, 'id');
  const participant = typeof key === 'string' && key !== '' ? key : connection;
  const isPhone = Boolean(phone) || device === 'Phone' || device === 'H.323/SIP';
  return { participant, connection, participantClass: isPhone ? 'sip' : 'person' } as const;
}
