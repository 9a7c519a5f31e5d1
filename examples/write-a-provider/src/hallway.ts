import type { LeaveReason, ProviderEvent, ProviderMedia } from '@patchbay/contract';
import { fail } from './hallway-errors.ts';

/** What the server half of this provider would mint: which room, as whom, and a word that proves it. */
export interface HallwayCredentials {
  readonly room: string;
  readonly participant: string;
  readonly password: string;
}

export interface Seat {
  readonly participant: string;
  readonly userKey: string;
  readonly media: Map<string, ProviderMedia>;
  readonly tell: (event: ProviderEvent) => void;
}

/** A vendor that fits in a page: rooms whose sessions hand each other their tracks. */
export class Hallway {
  readonly #rooms = new Map<
    string,
    { readonly password: string; readonly limit: number; readonly seats: Seat[] }
  >();

  openRoom(room: string, password: string, limit = 4): void {
    this.#rooms.set(room, { password, limit, seats: [] });
  }

  /** What a vendor's console can do: remove somebody, or end the room for everybody. */
  remove(room: string, participant: string, reason: Exclude<LeaveReason, 'local'> = 'removed'): void {
    const seat = this.#seats(room).find((one) => one.participant === participant);
    if (seat === undefined) return;
    this.leave(room, seat);
    seat.tell({ type: 'closed', reason, error: undefined });
  }

  endRoom(room: string): void {
    for (const { participant } of this.#seats(room).slice()) this.remove(room, participant, 'room-ended');
    this.#rooms.delete(room);
  }

  enter({ room, participant, password }: HallwayCredentials, userKey: string, tell: Seat['tell']): Seat {
    const found = this.#rooms.get(room);
    if (found === undefined) throw fail('room-not-found', 'There is no such room, or it has ended.');
    if (found.password !== password) throw fail('credentials-rejected', 'Wrong password. Get a new ticket.');
    this.remove(room, participant, 'duplicate');
    if (found.seats.length >= found.limit) throw fail('room-full', 'The room is full.');
    const seat: Seat = { participant, userKey, media: new Map(), tell };
    for (const other of found.seats) {
      tell({ type: 'participant-joined', participant: { id: other.participant, userKey: other.userKey } });
      for (const media of other.media.values()) tell({ type: 'media-added', media });
    }
    this.tellOthers(room, seat, { type: 'participant-joined', participant: { id: participant, userKey } });
    found.seats.push(seat);
    return seat;
  }

  leave(room: string, seat: Seat): void {
    const seats = this.#seats(room);
    if (seats.includes(seat)) seats.splice(seats.indexOf(seat), 1);
    this.tellOthers(room, seat, { type: 'participant-left', participantId: seat.participant });
  }

  tellOthers(room: string, from: Seat, event: ProviderEvent, to?: string): void {
    for (const seat of this.#seats(room).slice()) {
      if (seat !== from && (to === undefined || seat.participant === to)) seat.tell(event);
    }
  }

  #seats(room: string): Seat[] {
    return this.#rooms.get(room)?.seats ?? [];
  }
}
