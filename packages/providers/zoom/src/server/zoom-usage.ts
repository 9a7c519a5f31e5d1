import type { UsageRequest, VendorObject, VendorUsage } from '@patchbay/contract';
import { dayMilliseconds, dayOf, describeUser } from './zoom-rooms.ts';
import { listAll, pathOf, textOf, timeOf, type ZoomRest } from './zoom-rest.ts';

/** Everybody's connections to past sessions, without amounts. A session that goes on has no past users yet. */
export async function pullZoomUsage(rest: ZoomRest, { from, to, rooms }: UsageRequest) {
  // Days are asked for: a connection may have begun on the last one of a session that began the day before.
  const days = { type: 'past', from: dayOf(from - dayMilliseconds), to: dayOf(to) };
  const usage: VendorUsage[] = [];
  for (const query of rooms?.map((room) => ({ ...days, session_name: room })) ?? [days]) {
    for (const session of await listAll(rest, 'sessions', query)) {
      const room = textOf(session, 'session_name').toLowerCase();
      if (rooms !== undefined && !rooms.includes(room)) continue;
      const users = await listAll(rest, `${pathOf(session)}/users`, { type: 'past' });
      usage.push(...users.map((user) => lineOf(room, user)));
    }
  }
  return usage.filter(({ startedAt }) => startedAt >= from && startedAt < to);
}

function lineOf(room: string, user: VendorObject): VendorUsage {
  const { participant, connection } = describeUser(user);
  const startedAt = timeOf(user, 'join_time');
  const endedAt = user['leave_time'] === undefined ? undefined : timeOf(user, 'leave_time');
  const participantSeconds = endedAt && (endedAt - startedAt) / 1000;
  return { room, participant, connection, startedAt, endedAt, participantSeconds, amount: undefined };
}
