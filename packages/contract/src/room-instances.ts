import type { Json } from './json.ts';
import type { SignallingSocket } from './signalling-socket.ts';

/**
 * For backends that keep rooms in the memory of their process, where the server runs as several: each room is at one instance,
 * its owner, and the others go there. An instance that dies owns nothing from then on; whoever wants one of its rooms first
 * owns it next.
 */
export interface RoomInstances {
  /** Says how others' wishes are met here. Called once, before anything else. */
  serve(host: RoomHost): void;
  /**
   * Calls `here`, if the room is this instance's, or nobody's: then it is this one's from now on. Else `there`, and again what
   * fits when the room has moved meanwhile. With `nowhere` a room that is nobody's stays so. Rejects with what was called, or
   * with `VideoError` (`unreachable`) when it cannot be told whose the room is.
   */
  at<Value>(room: string, ways: RoomWays<Value>): Promise<Value>;
  /** While it is, rooms that are here may be somewhere else by now, and who is gone from here may be there. */
  isCutOff(): boolean;
  /** The room is not here any more. */
  release(room: string): void;
  /** Nothing is served here any more, and the rooms are whoever's that wants them first. Never rejects. */
  leave(): Promise<void>;
  /** Outlives the owner. */
  readonly guests: GuestBook;
}

export interface RoomWays<Value> {
  /** Begins in the tick in which it is known that the room is here. */
  here(): Promise<Value>;
  there(owner: RoomOwner): Promise<Value>;
  nowhere?(): Promise<Value>;
}

/** The instance that has a room. */
export interface RoomOwner {
  /** What its host answered; rejects with its `VideoError`, or with `timeout`, `unreachable` or `provider-failure`. */
  ask(request: Json): Promise<Json>;
  /** A way for one browser's frames. Rejects as `ask` does. */
  connect(): Promise<RoomRelay>;
}

/** What is sent arrives once and in order, or the relay closes. Listeners are set in the tick in which it is there. */
export interface RoomRelay {
  send(text: string): void;
  /** The browser is gone. */
  close(): void;
  onMessage(listener: (text: string) => void): void;
  /** With what the browser's socket is to be closed; called once, unless `close` was. */
  onClose(listener: (code: number | undefined, reason: string) => void): void;
}

/** A backend's rooms in this instance, as the others reach them. */
export interface RoomHost {
  /** The room is here from now on. Called before anything is asked of it. */
  take(room: string, barred: readonly Barred[]): void;
  /** It is somewhere else: let go of it, and observe nothing. */
  lose(room: string): void;
  answer(room: string, request: Json): Promise<Json>;
  accept(room: string, socket: SignallingSocket): void;
}

/** Who is not let into a room any more though the token is good: the room is the host's, and so is what the words mean. */
export interface GuestBook {
  /** Resolves when it is kept; rejects with `VideoError`. */
  bar(room: string, barred: Barred): Promise<void>;
  readmit(room: string, path: readonly string[]): Promise<void>;
}

export interface Barred {
  readonly path: readonly string[];
  /** Milliseconds since the Unix epoch; kept for two days. */
  readonly since: number;
}
