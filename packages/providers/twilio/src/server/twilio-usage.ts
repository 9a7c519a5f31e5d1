import type { UsageRequest, VendorUsage } from '@patchbay/contract';
import { listAll, textOf, type TwilioResource, type TwilioRest } from './twilio-rest.ts';

/** The longest that a room of Twilio's lasts. */
const longestMilliseconds = 24 * 60 * 60 * 1000;
/** An account has 80 reads a second (page on Twilio's limits), also for those who wait for a room. */
const atOnce = 8;

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
  const wanted = found
    .flat()
    .filter(({ end_time: end }) => typeof end !== 'string' || Date.parse(end) >= from);
  const linesOf = async (room: TwilioResource): Promise<readonly VendorUsage[]> => {
    const people = await listAll(rest, `Rooms/${textOf(room, 'room_sid')}/Participants`, 'participants');
    return people.map((participant) => lineOf(textOf(room, 'room_name'), participant));
  };
  const usage: VendorUsage[] = [];
  for (let next = 0; next < wanted.length; next += atOnce)
    usage.push(...(await Promise.all(wanted.slice(next, next + atOnce).map(linesOf))).flat());
  return usage.filter(({ startedAt }) => startedAt >= from && startedAt < to);
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
