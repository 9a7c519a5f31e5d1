import { randomUUID } from 'node:crypto';
import type { WebSocket } from 'ws';
import type { ToClient, ToServer, WireChange, WireUser } from './zoom-wire.ts';

/** Somebody's one join. */
export interface ZoomSeat {
  user: WireUser;
  readonly uuid: string;
  readonly secret: string;
  readonly joinedAt: number;
  leftAt: number | undefined;
  socket: WebSocket | undefined;
  /** What peers said meanwhile. */
  waiting: ToClient[];
  lease: ReturnType<typeof setTimeout> | undefined;
  /** Times of the last commands. */
  commands: readonly number[];
}

export interface ZoomSessionParts {
  readonly now: () => number;
  readonly nextUserId: () => number;
  readonly leaseSeconds: number;
  readonly onEvent: (event: string, seat: ZoomSeat | undefined) => void;
}

/** Two a second by the SDK's documentation, which says that more may be dropped: here they are. */
const commandsPerSecond = 2;

/** From the first join to the last leave. */
export class ZoomSession {
  readonly id: string = `${randomUUID()}==`;
  readonly name: string;
  readonly startedAt: number;
  readonly past: ZoomSeat[] = [];
  isRecording = false;
  readonly #seats = new Map<number, ZoomSeat>();
  readonly #parts: ZoomSessionParts;

  constructor(name: string, parts: ZoomSessionParts) {
    this.name = name;
    this.#parts = parts;
    this.startedAt = parts.now();
    parts.onEvent('session.started', undefined);
  }

  get seats(): readonly ZoomSeat[] {
    return [...this.#seats.values()];
  }

  join(socket: WebSocket, displayName: string, userKey: string | undefined): ZoomSeat {
    const user: WireUser = {
      userId: this.#parts.nextUserId(),
      displayName,
      ...(userKey !== undefined && { userKey }),
      audio: '',
      muted: false,
      bVideoOn: false,
      sharerOn: false,
      sharerPause: false,
      isInFailover: false,
    };
    const seat: ZoomSeat = {
      user,
      uuid: randomUUID(),
      secret: randomUUID(),
      joinedAt: this.#parts.now(),
      leftAt: undefined,
      socket,
      waiting: [],
      lease: undefined,
      commands: [],
    };
    this.#seats.set(user.userId, seat);
    this.#welcome(seat);
    this.#tellUsers(seat);
    this.#parts.onEvent('session.user_joined', seat);
    return seat;
  }

  resume(socket: WebSocket, secret: string): ZoomSeat | undefined {
    const seat = this.seats.find((each) => each.secret === secret);
    if (seat === undefined) return undefined;
    clearTimeout(seat.lease);
    seat.socket = socket;
    seat.user = { ...seat.user, isInFailover: false };
    this.#welcome(seat);
    for (const late of seat.waiting.splice(0)) this.#tell(seat, late);
    this.#tellUsers(seat);
    return seat;
  }

  /** The socket is gone without a goodbye: Zoom keeps the user for a while. */
  lose(seat: ZoomSeat, socket: WebSocket): void {
    if (seat.socket !== socket || seat.leftAt !== undefined) return;
    seat.socket = undefined;
    seat.user = { ...seat.user, isInFailover: true };
    seat.lease = setTimeout(() => this.leave(seat), this.#parts.leaseSeconds * 1000);
    this.#tellUsers();
  }

  hear(seat: ZoomSeat, message: Exclude<ToServer, { readonly type: 'join' | 'resume' }>): void {
    switch (message.type) {
      case 'change':
        return this.#change(seat, message.change);
      case 'command':
        return this.#command(seat, message.text, message.to);
      case 'speaker-only': {
        const { isSpeakerOnly, to } = message;
        return this.#tellOthers(
          seat,
          { type: 'speaker-only', senderId: seat.user.userId, isSpeakerOnly },
          to,
        );
      }
      case 'signal':
        return this.#tellOthers(
          seat,
          { type: 'signal', senderId: seat.user.userId, signal: message.signal },
          message.to,
        );
      case 'leave': {
        const { socket } = seat;
        this.leave(seat);
        return socket?.close();
      }
    }
  }

  leave(seat: ZoomSeat): void {
    if (seat.leftAt !== undefined) return;
    seat.leftAt = this.#parts.now();
    clearTimeout(seat.lease);
    this.#seats.delete(seat.user.userId);
    this.past.push(seat);
    this.#tellUsers();
    this.#parts.onEvent('session.user_left', seat);
    if (this.#seats.size === 0) this.#parts.onEvent('session.ended', undefined);
  }

  remove(seat: ZoomSeat, reason: string): void {
    this.#tell(seat, { type: 'closed', reason });
    this.leave(seat);
  }

  end(): void {
    for (const seat of this.seats) this.remove(seat, 'ended by host');
  }

  #change(seat: ZoomSeat, change: WireChange): void {
    seat.user = { ...seat.user, ...change };
    this.#tellUsers();
  }

  #command(seat: ZoomSeat, text: string, to: number | undefined): void {
    const now = this.#parts.now();
    const recent = seat.commands.filter((time) => time > now - 1000);
    seat.commands = [...recent, now];
    if (recent.length >= commandsPerSecond) return;
    this.#tellOthers(seat, { type: 'command', senderId: seat.user.userId, text }, to);
  }

  #welcome(seat: ZoomSeat): void {
    const users = this.seats.map(({ user }) => user);
    this.#tell(seat, { type: 'joined', userId: seat.user.userId, secret: seat.secret, users });
  }

  #tellUsers(except?: ZoomSeat): void {
    const users = this.seats.map(({ user }) => user);
    for (const seat of this.seats) if (seat !== except) this.#tell(seat, { type: 'users', users });
  }

  #tellOthers(from: ZoomSeat, message: ToClient, to?: number): void {
    for (const seat of this.seats)
      if (seat !== from && (to === undefined || seat.user.userId === to)) this.#tell(seat, message);
  }

  #tell({ socket, waiting }: ZoomSeat, message: ToClient): void {
    if (socket !== undefined) socket.send(JSON.stringify(message));
    else if (message.type === 'signal' || message.type === 'speaker-only') waiting.push(message);
  }
}
