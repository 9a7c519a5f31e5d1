import { isVideoError, type ProviderBackend, type ProviderObservation } from '@patchbay/contract';
import { fail } from '../zoom-errors.ts';
import { encodeId, listAll, textOf, type ZoomResource, type ZoomRest } from './zoom-rest.ts';

type Verb =
  | 'createRoom'
  | 'endRoom'
  | 'removeParticipant'
  | 'listParticipants'
  | 'startRecording'
  | 'stopRecording'
  | 'check';

const dayMilliseconds = 24 * 60 * 60 * 1000;
const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

/**
 * A session is there from the first join to the last leave and gets another id each time; its name stays. So rooms go by the
 * name, and the id is looked up when it is needed.
 */
export function createZoomRooms(rest: ZoomRest, now: () => number): Required<Pick<ProviderBackend, Verb>> {
  /** The session of that name that goes on now. */
  const find = async (room: string): Promise<string | undefined> => {
    // Sessions that began yesterday may go on.
    const [from, to] = [dayOf(now() - dayMilliseconds), dayOf(now() + dayMilliseconds)];
    const query = { type: 'live', from, to, session_name: room };
    const found = await listAll(rest, 'sessions', query, 'sessions');
    const session = found.find((each) => textOf(each, 'session_name').toLowerCase() === room);
    return session && encodeId(textOf(session, 'id'));
  };
  const usersOf = (session: string): Promise<readonly ZoomResource[]> =>
    listAll(rest, `sessions/${session}/users`, { type: 'live' }, 'users');
  const control = (session: string, method: string, participant?: string) =>
    rest(`sessions/${session}/events`, {
      method: 'PATCH',
      body: { method, ...(participant && { params: { participant_uuid: participant } }) },
    });

  /** Whatever becomes of it once the session, or the person, is gone is nothing. */
  const ifThere = async (room: string, act: (session: string) => Promise<unknown>): Promise<void> => {
    const session = await find(room);
    if (session !== undefined) await unlessGone(act(session));
  };

  return {
    // Zoom makes a session of whatever name is joined, and takes neither a limit nor a time for it. Names have no case.
    createRoom: async ({ room }) => room.toLowerCase(),

    endRoom: (room) =>
      ifThere(room, (session) =>
        rest(`sessions/${session}/status`, { method: 'PUT', body: { action: 'end' } }),
      ),

    removeParticipant: (room, participant) =>
      ifThere(room, async (session) => {
        for (const user of (await unlessGone(usersOf(session))) ?? [])
          if (user['user_key'] === participant && user['leave_time'] === undefined)
            await unlessGone(control(session, 'user.remove', textOf(user, 'participant_uuid')));
      }),

    async listParticipants(room) {
      const session = await find(room);
      const users = session === undefined ? [] : ((await unlessGone(usersOf(session))) ?? []);
      const common = { kind: 'present', room, source: 'roster-poll', at: now(), precision: 1 } as const;
      return users
        .filter((user) => user['leave_time'] === undefined)
        .map((user): ProviderObservation => ({ ...common, ...describeUser(user) }));
    },

    async startRecording(room) {
      const session = await find(room);
      if (session === undefined)
        throw fail('room-not-found', 'Zoom records a session that somebody is in. Wait for the first join.');
      await control(session, 'recording.start');
    },

    stopRecording: (room) => ifThere(room, (session) => control(session, 'recording.stop')),

    check: () =>
      find('patchbay-check').then(
        () => ({ reachable: true, detail: 'Zoom answers and accepts the API key.' }),
        (error: Error) => ({ reachable: false, detail: error.message }),
      ),
  };
}

/** Who joined past Patchbay has no key of ours; by telephone Zoom knows the number, which stays there. */
export function describeUser(user: ZoomResource) {
  const { user_key: key, participant_uuid: uuid, phone_number: phone, device } = user;
  const connection = typeof uuid === 'string' && uuid !== '' ? uuid : textOf(user, 'id');
  const participant = typeof key === 'string' && key !== '' ? key : connection;
  const isPhone = Boolean(phone) || device === 'Phone' || device === 'H.323/SIP';
  return { participant, connection, participantClass: isPhone ? ('sip' as const) : ('person' as const) };
}

async function unlessGone<Value>(asking: Promise<Value>): Promise<Value | undefined> {
  try {
    return await asking;
  } catch (error) {
    if (isVideoError(error) && error.code === 'room-not-found') return undefined;
    throw error;
  }
}
