import { z } from 'zod';
import type { DailyCloud, EmulatedVisit } from './daily-cloud.ts';

/** HIPAA mode keeps no other user ids. */
const isUuid = (text: string): boolean => z.guid().safeParse(text).success;

/** In one answer, unless fewer are asked for. */
const mostMeetings = 100;
/** Daily's page on meetings: nobody is written down before they stayed for ten seconds. */
const leastSeconds = 10;
/** The same page: accurate to about fifteen seconds, and rather too little than too much. */
const countedEvery = 15;

type Query = Readonly<Record<string, string>>;

/**
 * What Daily's meetings API answers, from this cloud's own record of who connected and for how long: the newest meeting first,
 * those that began from `timeframe_start` until before `timeframe_end`.
 */
export function answerMeetings(cloud: DailyCloud, query: Query): object {
  const { room, timeframe_start: from = '0', timeframe_end: to = '1e12', ongoing, starting_after } = query;
  const all = [...Map.groupBy(cloud.visits, ({ meeting }) => meeting)]
    .map(([id, visits]) => meetingOf(cloud, id, visits))
    .filter(
      (meeting) =>
        (room === undefined || meeting.room === room) &&
        meeting.start_time >= Number(from) &&
        meeting.start_time < Number(to) &&
        (ongoing === undefined || String(meeting.ongoing) === ongoing) &&
        meeting.participants.length > 0,
    )
    .toReversed();
  const first = all.findIndex(({ id }) => id === starting_after) + 1;
  const limit = Math.min(Number(query['limit'] ?? mostMeetings), mostMeetings);
  return { total_count: all.length, data: all.slice(first, first + limit) };
}

function meetingOf({ parts }: DailyCloud, id: string, visits: readonly EmulatedVisit[]) {
  const { account, now } = parts;
  const start = Math.min(...visits.map(({ joinedAt }) => joinedAt));
  const end = Math.max(...visits.map(({ leftAt }) => leftAt ?? now()));
  return {
    id,
    room: visits[0]?.room ?? '',
    start_time: Math.floor(start / 1000),
    duration: counted(start, end),
    ongoing: visits.some(({ leftAt }) => leftAt === undefined),
    max_participants: mostAtOnce(visits),
    participants: visits
      .filter(({ joinedAt, leftAt = now() }) => leftAt - joinedAt >= leastSeconds * 1000)
      .map(({ userId, session, joinedAt, leftAt = now() }) => ({
        user_id: account.hipaa && !isUuid(userId) ? 'hipaa' : userId,
        participant_id: session,
        user_name: null,
        join_time: Math.floor(joinedAt / 1000),
        duration: counted(joinedAt, leftAt),
      })),
  };
}

const counted = (from: number, to: number): number =>
  Math.floor((to - from) / 1000 / countedEvery) * countedEvery;

const mostAtOnce = (visits: readonly EmulatedVisit[]): number =>
  Math.max(
    0,
    ...visits.map(
      ({ joinedAt }) =>
        visits.filter((one) => one.joinedAt <= joinedAt && (one.leftAt ?? Infinity) > joinedAt).length,
    ),
  );
