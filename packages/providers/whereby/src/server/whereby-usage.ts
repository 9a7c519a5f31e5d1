import type { ParticipantClass, UsageRequest, VendorObject, VendorUsage } from '@patchbay/contract';
import { roomNameOf } from './whereby-meetings.ts';
import { listOf, textOf, type WherebyRest } from './whereby-rest.ts';

/** Roles of webhooks and Insights that are no person. */
export function participantClassOf(roleName: unknown): ParticipantClass {
  if (roleName === 'recorder' || roleName === 'streamer') return 'recorder';
  return roleName === 'captioner' || roleName === 'assistant' ? 'agent' : 'person';
}

/** Everybody's connections. Insights begins with the second person. */
export async function readVisits(rest: WherebyRest, roomName: string) {
  const sessions = await listOf(rest, '/insights/room-sessions', { roomName });
  const people = sessions.map((session) => {
    const roomSessionId = textOf(session, 'roomSessionId');
    return listOf(rest, '/insights/participants', { roomSessionId });
  });
  return (await Promise.all(people)).flat().map(readVisit);
}

/** `participant` is the join's own id for who did not come by Patchbay. */
function readVisit(found: VendorObject) {
  const { externalId, leftAt, roleName } = found;
  const connection = textOf(found, 'participantId');
  const participant = typeof externalId === 'string' && externalId !== '' ? externalId : connection;
  return {
    who: { participant, connection, participantClass: participantClassOf(roleName) },
    joinedAt: Date.parse(textOf(found, 'joinedAt')),
    leftAt: typeof leftAt === 'string' ? Date.parse(leftAt) : undefined,
  };
}

/**
 * What Insights counted, a line per connection; how late it is, is not published. Without `rooms` a line names no room, for
 * Insights does not know the meeting.
 */
export async function pullWherebyUsage(rest: WherebyRest, request: UsageRequest): Promise<VendorUsage[]> {
  const { from, to, rooms } = request;
  const names = rooms?.map((room) => [room, roomNameOf(room)] as const);
  const lines: VendorUsage[] = [];
  for (const [room, roomName] of names ?? (await listRooms(rest, from, to))) {
    for (const { who, joinedAt: startedAt, leftAt: endedAt } of await readVisits(rest, roomName)) {
      const { participantClass, ...person } = who;
      const participantSeconds = endedAt === undefined ? undefined : (endedAt - startedAt) / 1000;
      if (participantClass === 'person' && startedAt >= from && startedAt < to)
        lines.push({ room, ...person, startedAt, endedAt, participantSeconds, amount: undefined });
    }
  }
  return lines;
}

async function listRooms(rest: WherebyRest, from: number, to: number) {
  // A room may be a day older than somebody's joining it.
  const [earliest = '', latest = ''] = [from - 86_400_000, to].map((at) => new Date(at).toISOString());
  const created = { 'createdAt[from]': earliest, 'createdAt[to]': latest };
  const found = await listOf(rest, '/insights/rooms', created);
  return found.map((room) => [undefined, textOf(room, 'roomName')] as const);
}
