import { listOf, textOf, type TwilioRest } from './twilio-rest.ts';

/**
 * Everybody's connections to the rooms of that name, as far as Video Insights knows them: it lags up to half an hour and
 * forgets after seven days. Times are milliseconds since the Unix epoch; without `since` it looks back one day. `leftAt` and
 * `seconds` are undefined while a connection goes on.
 */
export async function pullTwilioUsage(rest: TwilioRest, room: string, since?: number) {
  const query = new URLSearchParams({ RoomName: room, PageSize: '1000' });
  if (since !== undefined) query.set('CreatedAfter', new Date(since).toISOString());
  const rooms = listOf(await rest('insights', `Rooms?${query}`), 'rooms');
  const pages = rooms.map((found) =>
    rest('insights', `Rooms/${textOf(found, 'room_sid')}/Participants?PageSize=1000`),
  );
  return (await Promise.all(pages)).flatMap((page) =>
    listOf(page, 'participants').map((found) => {
      const { leave_time: left, duration_sec: seconds } = found;
      return {
        participant: textOf(found, 'participant_identity'),
        connection: textOf(found, 'participant_sid'),
        joinedAt: Date.parse(textOf(found, 'join_time')),
        leftAt: typeof left === 'string' ? Date.parse(left) : undefined,
        seconds: typeof seconds === 'number' ? seconds : undefined,
      };
    }),
  );
}
