import { randomUUID } from 'node:crypto';
import type { EmulatorLog } from '../emulator-log.ts';
import type { EmulatorSurroundings } from '../running-emulator.ts';
import { checkDailyToken, type DailyErrorType } from './check-daily-token.ts';
import type { DailyAccount } from './daily-account.ts';
import type { DailyPersonState, Told } from './daily-wire.ts';

export interface DailyCloudParts extends EmulatorSurroundings {
  readonly account: DailyAccount;
  readonly log: EmulatorLog;
  readonly sessionSeconds: number;
  readonly report: (type: string, payload: Readonly<Record<string, unknown>>) => void;
}

export interface EmulatedMember extends DailyPersonState {
  userData: unknown;
  tracks: Readonly<Record<string, 'audio' | 'video'>>;
  /** Undefined while the connection is gone: what is told then is kept. */
  wire: { tell(message: Told): void; cut(): void } | undefined;
  readonly missed: Told[];
  isHeld: boolean;
  keep: () => void;
}

export interface EmulatedRoom {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  properties: Readonly<Record<string, unknown>>;
  readonly members: Map<string, EmulatedMember>;
  meeting: { readonly id: string; readonly startedAt: number } | undefined;
  isRecorded: boolean;
}

/** A connection that is over, or not yet. */
export interface EmulatedVisit {
  readonly room: string;
  readonly meeting: string;
  readonly session: string;
  readonly userId: string;
  readonly joinedAt: number;
  leftAt: number | undefined;
}

/** Rooms and who is in them. */
export class DailyCloud {
  readonly rooms = new Map<string, EmulatedRoom>();
  readonly visits: EmulatedVisit[] = [];
  readonly parts: DailyCloudParts;
  losesLeaveEvents = false;

  constructor(parts: DailyCloudParts) {
    this.parts = parts;
  }

  createRoom(name: string, properties: Readonly<Record<string, unknown>>): EmulatedRoom {
    const common = { meeting: undefined, isRecorded: false, members: new Map<string, EmulatedMember>() };
    const room = { ...common, id: randomUUID(), name, createdAt: this.parts.now(), properties };
    this.rooms.set(name, room);
    return room;
  }

  deleteRoom(room: EmulatedRoom): void {
    this.rooms.delete(room.name);
    for (const member of room.members.values()) this.end(room, member, 'no-room');
  }

  join(
    name: string,
    token: unknown,
    userData: unknown,
    wire: NonNullable<EmulatedMember['wire']>,
  ): { readonly room: EmulatedRoom; readonly member: EmulatedMember } | DailyErrorType {
    const { account, now } = this.parts;
    const room = this.rooms.get(name);
    if (!room) return 'no-room';
    const verdict = checkDailyToken(token, name, account, now());
    if ('type' in verdict) return verdict.type;
    const { exp, max_participants: most, enforce_unique_user_ids: isUnique } = room.properties;
    if (typeof exp === 'number' && exp * 1000 <= now()) return 'exp-room';
    const session = randomUUID();
    const userId = verdict.userId ?? session;
    const former = isUnique === true ? [...room.members.values()].filter((one) => one.userId === userId) : [];
    if (typeof most === 'number' && room.members.size - former.length >= most) return 'meeting-full';
    const state = { session, userId, userData, joinedAt: now(), tracks: {} };
    const member: EmulatedMember = { ...state, wire, missed: [], isHeld: false, keep: () => undefined };
    this.#enter(room, member);
    for (const one of former) this.end(room, one, 'ejected');
    return { room, member };
  }

  #enter(room: EmulatedRoom, member: EmulatedMember): void {
    const { report, now } = this.parts;
    if (!room.meeting) {
      room.meeting = { id: randomUUID(), startedAt: now() };
      report('meeting.started', { room: room.name, meeting_id: room.meeting.id, start_ts: now() / 1000 });
    }
    const { session, userId, joinedAt } = member;
    this.visits.push({
      room: room.name,
      meeting: room.meeting.id,
      session,
      userId,
      joinedAt,
      leftAt: undefined,
    });
    this.tellOthers(room, member, { type: 'person-joined', person: stateOf(member) });
    room.members.set(session, member);
    report('participant.joined', payloadOf(room, member));
  }

  /** The call is over for one, with a fatal error. */
  end(room: EmulatedRoom, member: EmulatedMember, error: DailyErrorType): void {
    tell(member, { type: 'ended', error });
    this.leave(room, member);
  }

  leave(room: EmulatedRoom, member: EmulatedMember): void {
    const { report, now } = this.parts;
    if (!room.members.delete(member.session)) return;
    member.keep();
    member.wire = undefined;
    const visit = this.visits.find(({ session }) => session === member.session);
    if (visit) visit.leftAt = now();
    this.tellOthers(room, member, { type: 'person-left', session: member.session });
    const duration = (now() - member.joinedAt) / 1000;
    if (!this.losesLeaveEvents) report('participant.left', { ...payloadOf(room, member), duration });
    if (room.members.size > 0 || !room.meeting) return;
    const { id, startedAt } = room.meeting;
    room.meeting = undefined;
    report('meeting.ended', {
      room: room.name,
      meeting_id: id,
      start_ts: startedAt / 1000,
      end_ts: now() / 1000,
    });
  }

  /** The connection is gone: the person stays for a while. */
  suspend(room: EmulatedRoom, member: EmulatedMember): void {
    const { schedule, sessionSeconds } = this.parts;
    member.wire = undefined;
    member.keep = schedule(() => this.leave(room, member), sessionSeconds * 1000);
  }

  tellOthers(room: EmulatedRoom, from: EmulatedMember, message: Told): void {
    for (const other of room.members.values()) if (other !== from) tell(other, message);
  }
}

export const stateOf = ({
  session,
  userId,
  userData,
  joinedAt,
  tracks,
}: EmulatedMember): DailyPersonState => ({
  session,
  userId,
  userData,
  joinedAt,
  tracks,
});

export function tell(member: EmulatedMember, message: Told): void {
  if (member.wire) member.wire.tell(message);
  else member.missed.push(message);
}

const payloadOf = (room: EmulatedRoom, { session, userId, joinedAt }: EmulatedMember) => ({
  room: room.name,
  user_id: userId,
  user_name: '',
  session_id: session,
  joined_at: joinedAt / 1000,
  owner: false,
  networkQualityState: 'good',
});
