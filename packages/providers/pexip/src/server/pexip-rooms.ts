import { isVideoError, type ParticipantClass, type ProviderBackend } from '@patchbay/contract';
import { identify } from '../pexip-identity.ts';
import { type PexipResource, type PexipRest, textOf } from './pexip-rest.ts';

type Verb = 'createRoom' | 'endRoom' | 'removeParticipant' | 'listParticipants' | 'check';

const rooms = 'configuration/v1/conference/';

/** One VMR per room, under the room's name, which is also its only alias. */
export function createPexipRooms(
  rest: PexipRest,
  pinFor: (room: string) => string,
  directMedia: string,
  now: () => number,
): Pick<ProviderBackend, Verb> {
  const configured = (room: string) => rest.list(rooms, { name: room });
  const present = (room: string) => rest.list('status/v1/participant/', { conference: room });
  const command = (path: string, body: object) => unlessGone(rest.post(`command/v1/${path}/`, body));

  return {
    async createRoom({ room, maxParticipants }) {
      if ((await configured(room)).length > 0) return room;
      const conference = {
        name: room,
        service_type: 'conference',
        aliases: [{ alias: room }],
        pin: pinFor(room),
        // With guests a visit would not begin before a host came.
        allow_guests: false,
        participant_limit: maxParticipants,
        direct_media: directMedia,
        // Messages are what Pexip calls chat.
        enable_chat: 'yes',
        enable_overlay_text: false,
        tag: 'patchbay',
      };
      await rest.post(rooms, conference).catch(async (error: unknown) => {
        // Somebody else may have made it meanwhile: names are unique.
        if ((await configured(room)).length === 0) throw error;
      });
      return room;
    },
    async endRoom(room) {
      // First nobody can come in any more, then everybody goes out.
      for (const { id } of await configured(room)) await unlessGone(rest.remove(`${rooms}${String(id)}/`));
      for (const running of await rest.list('status/v1/conference/', { name: room }))
        await command('conference/disconnect', { conference_id: textOf(running, 'id') });
    },
    async removeParticipant(room, participant) {
      for (const found of await present(room))
        if (identityOf(found) === participant)
          await command('participant/disconnect', { participant_id: textOf(found, 'id') });
    },
    async listParticipants(room) {
      const common = { kind: 'present', room, source: 'roster-poll', at: now(), precision: 1 } as const;
      return (await present(room)).map((found) => {
        const who = { participant: identityOf(found), connection: textOf(found, 'id') };
        return { ...common, ...who, participantClass: classOf(found) };
      });
    },
    check: () =>
      rest.peek(rooms).then(
        () => ({ reachable: true, detail: 'The Management Node answers and accepts the account.' }),
        (error: Error) => ({ reachable: false, detail: error.message }),
      ),
  };
}

/** Of a row of the status or the history API. */
export const identityOf = (row: PexipResource): string =>
  identify(textOf(row, 'id'), row['display_name'], row['call_tag']).id;

/** Also of an event. What streams is a recorder, or sends on to somebody who records. */
export function classOf({ protocol, is_streaming: isStreaming }: PexipResource): ParticipantClass {
  const name = String(protocol).toLowerCase();
  if (isStreaming === true || name === 'rtmp') return 'recorder';
  return ['sip', 'h323', 'mssip', 'teams', 'gms'].includes(name) ? 'sip' : 'person';
}

/** Commands about what is gone are refused with 404, or with 400 as everything else that is wrong. */
const unlessGone = (asking: Promise<unknown>): Promise<unknown> =>
  asking.catch((error: unknown) => {
    if (!isVideoError(error) || !['404', '400'].includes(error.vendorCode ?? '')) throw error;
  });
