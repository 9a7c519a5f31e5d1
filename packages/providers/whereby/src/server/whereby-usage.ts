import type { ParticipantClass, UsageRequest, VendorUsage } from '@patchbay/contract';
import { roomNameOf } from './whereby-meetings.ts';
import { listOf, textOf, type WherebyResource, type WherebyRest } from './whereby-rest.ts';

export interface WherebyVisit {
  /** What Patchbay minted; undefined for who did not come by Patchbay. */
  readonly participant: string | undefined;
  readonly connection: string;
  readonly participantClass: ParticipantClass;
  readonly joinedAt: number;
  readonly leftAt: number | undefined;
}

/** Roles of webhooks and Insights that are no person. */
const classes: Readonly<Record<string, ParticipantClass>> = {
  recorder: 'recorder',
  streamer: 'recorder',
  captioner: 'agent',
  assistant: 'agent',
};

export const participantClassOf = (roleName: unknown, isDialIn: unknown = false): ParticipantClass =>
  isDialIn === true ? 'sip' : (classes[String(roleName)] ?? 'person');

/** Everybody's connections to a room, in the sessions wanted. A session begins with the second person. */
export async function readConnections(
  rest: Pick<WherebyRest, 'get'>,
  room: string,
  isWanted: (session: WherebyResource) => boolean,
): Promise<readonly WherebyVisit[]> {
  return readVisits(rest, roomNameOf(room), isWanted);
}

/**
 * What Insights counted, a line per connection. It lists the rooms that were created in the time asked for; how late it is, is
 * not published. Without `rooms` a line names no room, for Insights does not know the meeting.
 */
export async function pullWherebyUsage(
  rest: Pick<WherebyRest, 'get'>,
  { from, to, rooms }: UsageRequest,
): Promise<readonly VendorUsage[]> {
  const begunWithin = ({ startedAt }: VendorUsage): boolean => startedAt >= from && startedAt < to;
  const named = rooms?.map((room) => ({ room, roomName: roomNameOf(room) }));
  const lines: VendorUsage[] = [];
  for (const { room, roomName } of named ?? (await listRooms(rest, from, to))) {
    const visits = await readVisits(rest, roomName, () => true);
    lines.push(...visits.filter(isPerson).map((visit) => lineOf(visit, room)));
  }
  return lines.filter(begunWithin);
}

async function listRooms(rest: Pick<WherebyRest, 'get'>, from: number, to: number) {
  const query = new URLSearchParams({ limit: '100' });
  // A room may be older than its first connection, but not by more than a day.
  query.set('createdAt[from]', new Date(from - 86_400_000).toISOString());
  query.set('createdAt[to]', new Date(to).toISOString());
  const found = await listOf(rest, `/insights/rooms?${query}`);
  return found.map((one) => ({ room: undefined, roomName: textOf(one, 'roomName') }));
}

async function readVisits(
  rest: Pick<WherebyRest, 'get'>,
  roomName: string,
  isWanted: (session: WherebyResource) => boolean,
): Promise<readonly WherebyVisit[]> {
  const sessions = await listOf(
    rest,
    `/insights/room-sessions?${new URLSearchParams({ roomName, limit: '100' })}`,
  );
  const visits: WherebyVisit[] = [];
  for (const session of sessions.filter(isWanted)) {
    const query = new URLSearchParams({ roomSessionId: textOf(session, 'roomSessionId'), limit: '100' });
    const people = await listOf(rest, `/insights/participants?${query}`);
    visits.push(...people.map(readVisit));
  }
  return visits;
}

function readVisit(found: WherebyResource): WherebyVisit {
  const { externalId, leftAt, roleName } = found;
  return {
    participant: typeof externalId === 'string' && externalId !== '' ? externalId : undefined,
    connection: textOf(found, 'participantId'),
    participantClass: participantClassOf(roleName),
    joinedAt: Date.parse(textOf(found, 'joinedAt')),
    leftAt: typeof leftAt === 'string' ? Date.parse(leftAt) : undefined,
  };
}

const isPerson = ({ participantClass }: WherebyVisit): boolean => participantClass === 'person';

const lineOf = (
  { participant, connection, joinedAt, leftAt }: WherebyVisit,
  room: string | undefined,
): VendorUsage => ({
  room,
  participant,
  connection,
  startedAt: joinedAt,
  endedAt: leftAt,
  participantSeconds: leftAt === undefined ? undefined : (leftAt - joinedAt) / 1000,
  amount: undefined,
});
