import type { UsageRequest, VendorUsage } from '@patchbay/contract';
import { listOf, textOf, type TwilioResource, type TwilioRest } from './twilio-rest.ts';

/**
 * Every connection to the rooms asked for, as far as Video Insights knows it: it lags up to half an hour and forgets after
 * seven days. One page of a thousand rooms is read; ask for a day at a time where there are more.
 */
export async function pullTwilioUsage(
  rest: TwilioRest,
  { from, to, rooms }: UsageRequest,
): Promise<readonly VendorUsage[]> {
  const query = new URLSearchParams({
    PageSize: '1000',
    CreatedAfter: isoOf(from),
    CreatedBefore: isoOf(to),
  });
  const found = await Promise.all(
    (rooms ?? [undefined]).map((room) => {
      const named = new URLSearchParams(room === undefined ? {} : { RoomName: room });
      return rest('insights', `Rooms?${named}${room === undefined ? '' : '&'}${query}`);
    }),
  );
  const lines = found
    .flatMap((page) => listOf(page, 'rooms'))
    .map(async (room) => {
      const page = await rest('insights', `Rooms/${textOf(room, 'room_sid')}/Participants?PageSize=1000`);
      return listOf(page, 'participants').map((participant) =>
        lineOf(textOf(room, 'room_name'), participant),
      );
    });
  return (await Promise.all(lines)).flat();
}

const isoOf = (milliseconds: number): string => new Date(milliseconds).toISOString();

function lineOf(room: string, participant: TwilioResource): VendorUsage {
  const { leave_time: left, duration_sec: seconds } = participant;
  return {
    room,
    participant: textOf(participant, 'participant_identity'),
    connection: textOf(participant, 'participant_sid'),
    startedAt: Date.parse(textOf(participant, 'join_time')),
    endedAt: typeof left === 'string' ? Date.parse(left) : undefined,
    participantSeconds: typeof seconds === 'number' ? seconds : undefined,
    amount: undefined,
  };
}
