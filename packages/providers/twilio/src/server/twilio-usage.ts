import type { UsageRequest, VendorUsage } from '@patchbay/contract';
import { listAll, textOf, type TwilioResource, type TwilioRest } from './twilio-rest.ts';

/** The longest that a room of Twilio's lasts. */
const longestMilliseconds = 24 * 60 * 60 * 1000;

/**
 * Every connection that began in time, to the rooms asked for, as far as Video Insights knows it: it lags up to half an hour and
 * forgets after seven days.
 */
export async function pullTwilioUsage(
  rest: TwilioRest,
  { from, to, rooms }: UsageRequest,
): Promise<readonly VendorUsage[]> {
  // Rooms go by when they were made: a connection may have begun in one of the day before, and lasts no longer.
  const created = { CreatedAfter: isoOf(from - longestMilliseconds), CreatedBefore: isoOf(to) };
  const asked = rooms?.map((room) => ({ RoomName: room })) ?? [{}];
  const found = await Promise.all(
    asked.map((named) => listAll(rest, 'Rooms', 'rooms', { ...named, ...created })),
  );
  const lines = found
    .flat()
    .filter(({ end_time: end }) => typeof end !== 'string' || Date.parse(end) >= from)
    .map(async (room) => {
      const path = `Rooms/${textOf(room, 'room_sid')}/Participants`;
      const people = await listAll(rest, path, 'participants');
      return people.map((participant) => lineOf(textOf(room, 'room_name'), participant));
    });
  return (await Promise.all(lines)).flat().filter(({ startedAt }) => startedAt >= from && startedAt < to);
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
