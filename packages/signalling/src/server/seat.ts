import type { Ending } from '../endings.ts';
import type { CommonBody, CommonRequest, Member, Protocol } from '../frames.ts';
import type { Line } from '../line.ts';
import type { Timer } from '../timer.ts';
import type { RoomLimits } from './guest-list.ts';
import type { Hall, Place } from './hall.ts';

export type SeatLine<P extends Protocol> = Line<P['body'] | CommonBody, P['request'] | CommonRequest>;

/** What `hangUp` is while no socket is under the seat. */
export const noSocket = (): void => undefined;

/** One person's place in a room, which outlives its socket for a grace time. */
export interface Seat<P extends Protocol> {
  readonly room: Room<P>;
  readonly member: Member;
  /** Another one, with another name, when the browser is to begin anew. */
  line: SeatLine<P>;
  conversation: string;
  readonly renew: () => void;
  readonly grace: Timer;
  /** Closes the socket under it, if there is one. */
  hangUp: (ending: Ending) => void;
  /** Undefined until it is made, and when it is gone with its hall. */
  place: Place<P> | undefined;
  furnishing: Promise<void> | undefined;
}

export interface Room<P extends Protocol> {
  readonly limits: RoomLimits;
  /** By connection. */
  readonly seats: Map<string, Seat<P>>;
  /** Runs while nobody is there. */
  readonly emptying: Timer;
  hall: Promise<Hall<P>> | undefined;
  /** Somebody was there once. */
  hasStarted: boolean;
}

export const othersThan = <P extends Protocol>(seat: Seat<P>): readonly Seat<P>[] =>
  [...seat.room.seats.values()].filter((other) => other !== seat);
