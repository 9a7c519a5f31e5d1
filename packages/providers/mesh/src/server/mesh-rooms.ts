import type { BackendContext, ProviderObservation } from '@patchbay/contract';
import { meshCapabilities } from '../mesh-capabilities.ts';
import type { MeshEnding } from '../mesh-errors.ts';
import { createTimer, type Schedule } from '../mesh-schedule.ts';
import type { MeshMember, ServerFrame } from '../mesh-wire.ts';

/** Milliseconds. `grace` is for seats without a socket and must outlast the client's trying, `resume` for a restart. */
export const serverTiming = { join: 5_000, ping: 8_000, silence: 20_000, grace: 30_000, resume: 43_200_000 };
const longestToken = 86_400_000;
const limitsByDefault = { maxParticipants: meshCapabilities.maxParticipants, emptyTimeoutSeconds: 300 };

export interface MeshServerPorts {
  readonly context: BackendContext;
  readonly schedule: Schedule;
  readonly timing: Readonly<typeof serverTiming>;
}

type RoomLimits = { room: string; maxParticipants: number; emptyTimeoutSeconds: number };
/** Who may sit where, as sealed into tokens. In a resume token `connection` is the seat that is taken again. */
export type SeatGrant = { limits: RoomLimits; participant: string; userKey: string; connection?: string };

/** The socket under a seat. Sending to one that is closed does nothing. */
export interface SeatLink {
  readonly send: (frame: ServerFrame) => void;
  readonly close: (reason: MeshEnding) => void;
}

/** One participant's place. It outlives its socket for a grace time, when `link` is undefined. */
export interface MeshSeat {
  readonly room: MeshRoom;
  readonly grace: ReturnType<typeof createTimer>;
  member: MeshMember;
  link: SeatLink | undefined;
}

/** Seats are by connection; `started` when anybody ever sat down. */
interface MeshRoom {
  readonly limits: RoomLimits;
  readonly seats: Map<string, MeshSeat>;
  readonly timeout: ReturnType<typeof createTimer>;
  started: boolean;
}

export type MeshRooms = ReturnType<typeof createMeshRooms>;

/** Every room of this process: who is let in, who is shown out, and what is observed of it. */
export function createMeshRooms({ context: { now, observe }, schedule, timing }: MeshServerPorts) {
  const rooms = new Map<string, MeshRoom>();
  const links = new Set<SeatLink>();
  /** What no token opens any more, though sealed and in date: rooms, people in a room, connections of these people. */
  const revoked = new Map<string, number>();
  const seatsIn = (name: string): readonly MeshSeat[] => [...(rooms.get(name)?.seats.values() ?? [])];
  const isRevoked = (...path: readonly string[]): boolean => revoked.has(path.join('\n'));
  function revoke(...path: readonly string[]): void {
    for (const [key, at] of revoked) if (now() - at > longestToken) revoked.delete(key);
    revoked.set(path.join('\n'), now());
  }
  function obtain(limits: RoomLimits): MeshRoom {
    const known = rooms.get(limits.room);
    if (known !== undefined) return known;
    const room = { limits, seats: new Map(), timeout: createTimer(schedule), started: false };
    rooms.set(limits.room, room);
    awaitPeople(room);
    return room;
  }
  const awaitPeople = (room: MeshRoom): void =>
    room.timeout.set(() => forget(room), room.limits.emptyTimeoutSeconds * 1_000);
  function forget(room: MeshRoom): void {
    room.timeout.clear();
    rooms.delete(room.limits.room);
    if (room.started) observe(observation('room-ended', room, now()));
  }

  /** The seat is free, and its connection never comes back. */
  function stand({ room, member, grace }: MeshSeat, at: number = now(), precision = 1): void {
    if (!room.seats.delete(member.connection)) return;
    grace.clear();
    revoke(room.limits.room, member.participant, member.connection);
    for (const { link } of room.seats.values()) link?.send({ type: 'member-left', from: member.connection });
    observe({ ...observation('left', room, at, member), precision });
    if (room.seats.size === 0) awaitPeople(room);
  }
  function dismiss(seats: readonly MeshSeat[], reason: MeshEnding): void {
    for (const { link } of seats) link?.close(reason);
    for (const seat of seats) stand(seat);
  }

  return {
    links,
    stand,
    /** Takes a seat, or takes it again after a loss. Makes the room when a restart forgot it. */
    admit({ limits, connection }: SeatGrant, member: MeshMember, link: SeatLink): MeshSeat | MeshEnding {
      const { participant, userKey } = member;
      if (isRevoked(limits.room)) return 'room-ended';
      if (isRevoked(limits.room, participant)) return 'removed';
      const room = obtain(limits);
      const kept = room.seats.get(member.connection);
      if (kept !== undefined) {
        kept.grace.clear();
        kept.link?.close('unreachable');
        return Object.assign(kept, { member, link });
      }
      const isSame = (other: MeshMember) => other.participant === participant || other.userKey === userKey;
      const older = seatsIn(limits.room).filter(({ member }) => isSame(member));
      if (connection !== undefined && older.length > 0) return 'duplicate';
      if (isRevoked(limits.room, participant, member.connection)) return 'connection-lost';
      dismiss(older, 'duplicate');
      if (room.seats.size >= room.limits.maxParticipants) return 'room-full';
      room.timeout.clear();
      if (!room.started) observe(observation('room-started', room, now()));
      room.started = true;
      observe(observation('joined', room, now(), member));
      const seat = { room, member, link, grace: createTimer(schedule) };
      room.seats.set(member.connection, seat);
      return seat;
    },
    /** The socket is gone, since `at` give or take: the seat is kept for the grace time. */
    lose(seat: MeshSeat, link: SeatLink, at: number, precision: number): void {
      if (seat.link !== link) return;
      seat.link = undefined;
      seat.grace.set(() => stand(seat, at, precision), timing.grace);
    },
    /** Lets in whom `remove` shut out; undefined when the room has ended. */
    grantFor(name: string, participant: string, userKey: string): SeatGrant | undefined {
      revoked.delete([name, participant].join('\n'));
      const limits = rooms.get(name)?.limits ?? { room: name, ...limitsByDefault };
      return isRevoked(name) ? undefined : { limits, participant, userKey };
    },
    create(limits: RoomLimits): void {
      revoked.delete(limits.room);
      obtain(limits);
    },
    remove(name: string, participant: string): void {
      revoke(name, participant);
      const seats = seatsIn(name).filter(({ member }) => member.participant === participant);
      dismiss(seats, 'removed');
    },
    end(name: string): void {
      revoke(name);
      dismiss(seatsIn(name), 'room-ended');
      const room = rooms.get(name);
      if (room !== undefined) forget(room);
    },
    present: (name: string): readonly ProviderObservation[] =>
      seatsIn(name).map(({ room, member }) => observation('present', room, now(), member)),
    /** Nobody is reported as gone: when the server is back, everybody resumes. */
    close(): void {
      for (const { timeout } of rooms.values()) timeout.clear();
      for (const name of rooms.keys()) for (const { grace } of seatsIn(name)) grace.clear();
      rooms.clear();
      for (const link of links) link.close('unreachable');
    },
  };
}

export const othersThan = (seat: MeshSeat): readonly MeshSeat[] =>
  [...seat.room.seats.values()].filter((other) => other !== seat);

const common = { participantClass: 'person', precision: 1, source: 'signalling' } as const;

const observation = (
  kind: ProviderObservation['kind'],
  { limits: { room } }: MeshRoom,
  at: number,
  { participant, connection }: Partial<MeshMember> = {},
): ProviderObservation => ({ ...common, kind, room, participant, connection, at });
