import type {
  BackendContext,
  Barred,
  ProviderBackend,
  ProviderId,
  ProviderObservation,
} from '@patchbay/contract';
import { VideoError } from '@patchbay/contract';
import type { z } from 'zod';
import type { Ending } from '../endings.ts';
import type { CommonBody, CommonRequest, Protocol } from '../frames.ts';
import { createLine } from '../line.ts';
import { type Schedule, timerOn } from '../timer.ts';
import { createGuestList, type Grant, isSamePerson, type RoomLimits } from './guest-list.ts';
import type { Hall, HallHost } from './hall.ts';
import { openLink } from './open-link.ts';
import { frameReader } from './read-frame.ts';
import { observationOf } from './observation-of.ts';
import { noSocket, othersThan, type Room, type Seat, type SeatLine } from './seat.ts';
import type { ServerTiming } from './server-timing.ts';

export interface RoomsOptions<P extends Protocol> {
  readonly provider: ProviderId;
  readonly context: BackendContext;
  readonly schedule: Schedule;
  readonly timing: ServerTiming;
  readonly maxParticipants: number;
  /** What browsers may ask of this provider; anything else ends the connection. */
  readonly requests: z.ZodType<P['request']>;
  readonly openHall: (host: HallHost<P>) => Promise<Hall<P>>;
}

/** The verbs of a backend whose rooms are here. `close` reports nobody as gone: when the server is back, so are they. */
export type OwnRooms = Required<
  Pick<
    ProviderBackend,
    'createRoom' | 'endRoom' | 'removeParticipant' | 'listParticipants' | 'acceptSignalling' | 'close'
  >
> & {
  /** A token. Lets in again whom `removeParticipant` shut out. Rejects with `room-not-found` once the room has ended. */
  grant(request: Parameters<ProviderBackend['mintCredentials']>[0]): Promise<string>;
  has(room: string): boolean;
  /** Somebody is on their way in: makes the room, unless it has ended, and keeps it for them. */
  expect(limits: RoomLimits): void;
  /** The room is here from now on, with what its last owner left. */
  take(room: string, barred: readonly Barred[]): void;
  /** The room is somewhere else, and so is everybody: they find it there. Nobody is reported as gone. */
  lose(room: string): void;
};

/** More than this unheard, and whoever does not listen is given up. */
const longestBacklog = 512;
const usualEmptySeconds = 300;

/** The rooms of this process: who is let in, who is shown out, and what is observed of it. */
export function createOwnRooms<P extends Protocol>(options: RoomsOptions<P>): OwnRooms {
  type ASeat = Seat<P>;
  type ARoom = Room<P>;
  const { provider, context, schedule, timing, maxParticipants: most, openHall } = options;
  const { now, randomId } = context;
  const rooms = new Map<string, ARoom>();
  const guests = createGuestList(now, context.instances?.guests);
  const links = new Set<(ending: Ending) => void>();
  const readFrame = frameReader(options.requests);
  const fail = (code: VideoError['code'], message: string) => new VideoError(code, message, { provider });
  const observe = (
    kind: ProviderObservation['kind'],
    { limits }: ARoom,
    seat?: ASeat,
    at = now(),
    precision = 1,
  ) => context.observe(observationOf(kind, limits.name, seat, at, precision));

  function obtain(limits: RoomLimits): ARoom {
    const found = rooms.get(limits.name);
    if (found !== undefined) return found;
    const emptying = timerOn(schedule);
    const room: ARoom = { limits, seats: new Map(), emptying, hall: undefined, hasStarted: false };
    rooms.set(limits.name, room);
    awaitPeople(room);
    return room;
  }
  /** Without a word to anybody. */
  function abolish({ limits, seats, emptying, hall }: ARoom): void {
    emptying.clear();
    for (const { grace } of seats.values()) grace.clear();
    seats.clear();
    rooms.delete(limits.name);
    hall?.then((each) => each.close()).catch(() => undefined);
  }
  const awaitPeople = (room: ARoom): void =>
    room.emptying.set(room.limits.emptyTimeoutSeconds * 1_000, () =>
      isSure() ? forget(room) : awaitPeople(room),
    );
  /** Nobody is reported as gone who may be at another instance, which has the room now. */
  const isSure = (): boolean => context.instances?.isCutOff() !== true;
  function forget(room: ARoom): void {
    room.emptying.clear();
    rooms.delete(room.limits.name);
    room.hall?.then((hall) => hall.close()).catch(() => undefined);
    if (room.hasStarted) observe('room-ended', room);
    context.instances?.release(room.limits.name);
  }
  function hallOf(room: ARoom): Promise<Hall<P>> {
    if (room.hall !== undefined) return room.hall;
    const { seats } = room;
    const hall = openHall({
      people: () => seats.size,
      mention: (body) => seats.forEach(({ line }) => line.mention(body)),
      abandon: () => room.hall === hall && abandon(room),
    });
    room.hall = hall;
    hall.catch(() => (room.hall = undefined));
    return hall;
  }
  /** Everybody keeps the seat, and comes back to it to begin anew. */
  function abandon(room: ARoom): void {
    room.hall = undefined;
    for (const seat of room.seats.values()) {
      seat.place?.close();
      seat.place = undefined;
      seat.renew();
      if (seat.hangUp === noSocket) continue;
      observe('present', room, seat);
      seat.hangUp('network');
      lose(seat, now(), 1);
    }
  }
  function lose(seat: ASeat, at: number, precision: number): void {
    seat.hangUp = noSocket;
    if (seat.room.seats.get(seat.member.connection) !== seat) return;
    seat.grace.set(timing.grace, () =>
      isSure() ? stand(seat, 'seat-lost', at, precision) : lose(seat, at, precision),
    );
  }

  function vacate(seat: ASeat, at?: number, precision?: number): boolean {
    const { room, grace, place } = seat;
    const { connection } = seat.member;
    if (room.seats.get(connection) !== seat) return false;
    room.seats.delete(connection);
    grace.clear();
    place?.close();
    observe('left', room, seat, at, precision);
    if (room.seats.size === 0 && rooms.get(room.limits.name) === room) awaitPeople(room);
    return true;
  }
  /** The seat is free, and its connection does not come back. */
  function stand(seat: ASeat, ending: Ending, at?: number, precision?: number): void {
    const { room } = seat;
    const { participant, connection } = seat.member;
    if (vacate(seat, at, precision)) {
      // Whose seat is lost and not in the book is let in by the next owner, to no more than the seat.
      guests.bar(room.limits.name, participant, connection).catch(() => undefined);
      for (const other of room.seats.values()) tell(other, { type: 'member-left', participant });
    }
    seat.hangUp(ending);
  }
  function tell(seat: ASeat, body: P['body'] | CommonBody): void {
    seat.line.say(body);
    if (seat.line.backlog() > longestBacklog) stand(seat, 'seat-lost');
  }

  /** A new seat, or why there is none. The older seats of the same person are taken away. */
  function seatFor(
    grant: Grant,
    obey: (seat: ASeat, body: P['request'] | CommonRequest, number: number) => void,
  ) {
    const { limits, connection = randomId() } = grant;
    const member = { ...grant.member, connection };
    const refused = guests.refuse(grant);
    const seated = [...(rooms.get(limits.name)?.seats.values() ?? [])];
    const older = seated.filter((seat) => isSamePerson(seat.member, member));
    const isReturn = grant.connection !== undefined;
    // Whose seat went to a newer join of the same person is told why it is lost.
    if (isReturn && older.length > 0 && (refused ?? 'seat-lost') === 'seat-lost') return 'duplicate';
    if (refused !== undefined) return refused;
    for (const seat of older) stand(seat, 'duplicate');
    const room = obtain(limits);
    if (room.seats.size >= room.limits.maxParticipants) return 'room-full';
    const newLine = (): SeatLine<P> => createLine((body, number) => obey(seat, body, number));
    const seat: ASeat = {
      room,
      member,
      line: newLine(),
      conversation: randomId(),
      renew: () => Object.assign(seat, { line: newLine(), conversation: randomId() }),
      grace: timerOn(schedule),
      hangUp: noSocket,
      place: undefined,
      furnishing: undefined,
    };
    room.seats.set(connection, seat);
    room.emptying.clear();
    if (!room.hasStarted) observe('room-started', room);
    room.hasStarted = true;
    observe('joined', room, seat);
    for (const other of othersThan(seat)) tell(other, { type: 'member-joined', member });
    return seat;
  }
  async function furnish(seat: ASeat): Promise<void> {
    const { room, member } = seat;
    const place = await (
      await hallOf(room)
    ).open({
      participant: member.participant,
      connection: member.connection,
      tell: (body) => tell(seat, body),
      mention: (body) => seat.line.mention(body),
      others: () => othersThan(seat).flatMap(({ place }) => place ?? []),
    });
    seat.place = place;
    if (room.seats.get(member.connection) !== seat) place.close();
  }

  return {
    async createRoom({ room: name, maxParticipants, emptyTimeoutSeconds }) {
      const readmitted = guests.readmit(name);
      await Promise.all([hallOf(obtain({ name, maxParticipants, emptyTimeoutSeconds })), readmitted]);
      return name;
    },
    async grant({ room: name, participant, userKey, ttlSeconds }) {
      if (guests.isBarred(name)) throw fail('room-not-found', 'The room has ended: create another.');
      const readmitted = guests.readmit(name, participant);
      const usual = { name, maxParticipants: most, emptyTimeoutSeconds: usualEmptySeconds };
      const grant: Grant = { limits: rooms.get(name)?.limits ?? usual, member: { participant, userKey } };
      await readmitted;
      return context.seal(grant, ttlSeconds);
    },
    async removeParticipant(name, participant) {
      const barred = guests.bar(name, participant);
      for (const seat of rooms.get(name)?.seats.values() ?? [])
        if (seat.member.participant === participant) stand(seat, 'removed');
      await barred;
    },
    async endRoom(name) {
      const barred = guests.bar(name);
      const room = rooms.get(name);
      for (const seat of room?.seats.values() ?? []) stand(seat, 'room-ended');
      if (room !== undefined) forget(room);
      await barred;
    },
    listParticipants: async (name) =>
      [...(rooms.get(name)?.seats.values() ?? [])].map((seat) =>
        observationOf('present', name, seat, now(), 1),
      ),
    acceptSignalling: (socket) =>
      openLink<P>(socket, {
        context,
        schedule,
        timing,
        links,
        readFrame,
        seatFor,
        furnish: (seat) =>
          (seat.furnishing ??= furnish(seat).finally(() => {
            seat.furnishing = undefined;
          })),
        stand,
        tell,
        keptSeat: ({ limits, connection }) => rooms.get(limits.name)?.seats.get(connection ?? ''),
        lose,
      }),
    has: (name) => rooms.has(name),
    expect(limits) {
      if (guests.isBarred(limits.name)) return;
      const room = obtain(limits);
      if (room.seats.size === 0) awaitPeople(room);
    },
    take: guests.restore,
    lose(name) {
      const room = rooms.get(name);
      if (room === undefined) return;
      const seats = [...room.seats.values()];
      abolish(room);
      for (const { hangUp } of seats) hangUp('network');
    },
    async close() {
      for (const room of rooms.values()) abolish(room);
      for (const hangUp of links) hangUp('network');
    },
  };
}
