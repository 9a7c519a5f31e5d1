import type { UsageRequest, VendorObject, VendorUsage } from '@patchbay/contract';
import { garbage, listOf, textOf, userOf, type DailyRest } from './daily-rest.ts';

const pageSize = 100;
/** In seconds, about: docs.daily.co, meetings. */
const countedEvery = 15;

/** Every connection that Daily's meetings API knows of: in whole seconds, which it counts about every fifteen. */
export async function pullDailyUsage(
  rest: DailyRest,
  { from, to, rooms }: UsageRequest,
): Promise<readonly VendorUsage[]> {
  const usage: VendorUsage[] = [];
  for (const room of rooms ?? [undefined]) {
    for await (const meeting of meetingsOf(rest, from, to, room)) {
      const name = textOf(meeting, 'room');
      usage.push(
        ...listOf(meeting, 'participants').map((one) => usageOf(name, meeting['ongoing'] === true, one)),
      );
    }
  }
  return usage.filter(({ startedAt }) => startedAt >= from && startedAt < to);
}

async function* meetingsOf(rest: DailyRest, from: number, to: number, room: string | undefined) {
  const query = new URLSearchParams({
    // A meeting may have begun long before a connection in it did.
    timeframe_start: String(Math.floor(from / 1000) - 24 * 60 * 60),
    timeframe_end: String(Math.ceil(to / 1000)),
    limit: String(pageSize),
    ...(room !== undefined && { room }),
  });
  for (;;) {
    const page = listOf(await rest('GET', `/meetings?${query}`), 'data');
    yield* page;
    const last = page.at(-1);
    if (!last || page.length < pageSize) return;
    const id = textOf(last, 'id');
    // The same page again would go on for good.
    if (query.get('starting_after') === id) throw garbage();
    query.set('starting_after', id);
  }
}

function usageOf(room: string, isOngoing: boolean, one: VendorObject): VendorUsage {
  const { user_id: user, join_time: joined, duration } = one;
  if (typeof joined !== 'number') throw garbage();
  const seconds = typeof duration === 'number' ? duration : undefined;
  return {
    room,
    participant: userOf(user),
    connection: textOf(one, 'participant_id'),
    startedAt: joined * 1000,
    // Of a meeting that goes on nobody says whether this connection does.
    endedAt: isOngoing || seconds === undefined ? undefined : (joined + seconds) * 1000,
    participantSeconds: seconds,
    precisionSeconds: countedEvery,
    amount: undefined,
  };
}
