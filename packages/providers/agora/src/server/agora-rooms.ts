import { isVendorObject, type ProviderBackend } from '@patchbay/contract';
import { screenUidOf } from '../agora-uids.ts';
import { type AgoraPeople, uidOf } from './agora-people.ts';
import { type AgoraRest, garbage } from './agora-rest.ts';

/** A channel is there while somebody is in it: nothing is made, and it ends by everybody being put out. */
export function createAgoraRooms(rest: AgoraRest, appid: string, people: AgoraPeople, now: () => number) {
  /** Out at once, with no ban after it: `time` 0. Without a uid it is everybody in the channel. */
  const putOut = async (cname: string, uid?: number): Promise<void> => {
    const rule = { appid, cname, ...(uid !== undefined && { uid }), time: 0, privileges: ['join_channel'] };
    const { status } = await rest('/dev/v1/kicking-rule', rule);
    if (status !== 'success') throw garbage();
  };
  const usersIn = async (room: string): Promise<readonly number[]> => {
    const { success, data } = await rest(`/dev/v1/channel/user/${appid}/${encodeURIComponent(room)}`);
    if (success !== true || !isVendorObject(data)) throw garbage();
    if (data['channel_exist'] === false) return [];
    const { users } = data;
    if (!Array.isArray(users) || !users.every(isUid)) throw garbage();
    return users;
  };

  const verbs: Omit<ProviderBackend, 'id' | 'mintCredentials' | 'close'> = {
    createRoom: async ({ room }) => room,
    endRoom: (room) => putOut(room),

    removeParticipant: async (room, participant) => {
      const uid = uidOf(participant);
      await Promise.all([putOut(room, uid), putOut(room, screenUidOf(uid))]);
    },

    listParticipants: async (room) => {
      const common = { kind: 'present', room, source: 'roster-poll', precision: 1, at: now() } as const;
      const present = (await usersIn(room)).map(async (uid) => {
        const who = await people.whoIs(room, uid);
        if (who === undefined) return [];
        const second = Math.floor(common.at / 1000);
        const { connection } = await people.joins.seen(room, uid, who.participant, second);
        return [{ ...common, ...who, connection }];
      });
      return (await Promise.all(present)).flat();
    },

    check: () =>
      rest(`/dev/v1/channel/${appid}?page_no=0&page_size=1`).then(
        () => ({ reachable: true, detail: 'Agora answers and accepts the customer id.' }),
        (error: Error) => ({ reachable: false, detail: error.message }),
      ),
  };
  return verbs;
}

const isUid = (value: unknown): value is number => Number.isInteger(value);
