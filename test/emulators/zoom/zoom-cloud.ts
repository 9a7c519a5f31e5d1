import { createHmac } from 'node:crypto';
import type { WebSocket } from 'ws';
import { checkZoomToken } from './check-zoom-token.ts';
import { createZoomAccount, type ZoomAccount } from './zoom-account.ts';
import { type ZoomSeat, ZoomSession } from './zoom-session.ts';
import type { ToClient, ToServer } from './zoom-wire.ts';

export interface ZoomCloudParts {
  readonly now: () => number;
  readonly fetch: typeof fetch;
  readonly webhookUrl: string | undefined;
  readonly leaseSeconds: number;
}

/** All sessions of one account, and whom it keeps out for a while. */
export class ZoomCloud {
  readonly account: ZoomAccount = createZoomAccount();
  /** A fault: nobody is told who left. */
  areLeavesLost = false;
  readonly #parts: ZoomCloudParts;
  readonly #sessions: ZoomSession[] = [];
  readonly #keptOut = new Set<string>();
  #deliveries: Promise<unknown> = Promise.resolve();
  #lastUserId = 16_778_240;

  constructor(parts: ZoomCloudParts) {
    this.#parts = parts;
  }

  now(): number {
    return this.#parts.now();
  }

  get sessions(): readonly ZoomSession[] {
    return this.#sessions;
  }

  sessionById(id: string): ZoomSession | undefined {
    return this.#sessions.find((session) => session.id === id);
  }

  /** Cuts the connection of the latest join under that key; the function returned lets it back. */
  interrupt(topic: string, userKey: string): () => void {
    const seat = this.#live(topic)?.seats.findLast(({ user }) => user.userKey === userKey);
    if (seat === undefined) throw new Error('Nobody is in that session under that key.');
    this.#keptOut.add(seat.secret);
    seat.socket?.terminate();
    return () => void this.#keptOut.delete(seat.secret);
  }

  /** Resolves when the webhooks that are due have been sent. */
  async settled(): Promise<void> {
    await this.#deliveries;
  }

  serve(socket: WebSocket): void {
    let place: { readonly session: ZoomSession; readonly seat: ZoomSeat } | undefined;
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString('utf8')) as ToServer;
      if (message.type === 'join') void this.#join(socket, message).then((joined) => (place = joined));
      else if (message.type === 'resume') place = this.#resume(socket, message.secret);
      else if (place !== undefined) place.session.hear(place.seat, message);
    });
    socket.on('close', () => place?.session.lose(place.seat, socket));
  }

  async #join(socket: WebSocket, asked: Extract<ToServer, { readonly type: 'join' }>) {
    const claims = await checkZoomToken(asked.token, asked.topic, this.account, this.now());
    if (typeof claims === 'string') {
      const refusal: ToClient = { type: 'refused', reason: claims, errorCode: 200 };
      socket.send(JSON.stringify(refusal));
      return undefined;
    }
    const session = this.#live(asked.topic) ?? this.#start(asked.topic);
    return { session, seat: session.join(socket, asked.userName, claims.user_key) };
  }

  #resume(socket: WebSocket, secret: string) {
    const session = this.#sessions.find(({ seats }) => seats.some((seat) => seat.secret === secret));
    const seat = this.#keptOut.has(secret) ? undefined : session?.resume(socket, secret);
    if (session === undefined || seat === undefined) {
      socket.terminate();
      return undefined;
    }
    return { session, seat };
  }

  #live(topic: string): ZoomSession | undefined {
    return this.#sessions.find(({ name, seats }) => name === topic.toLowerCase() && seats.length > 0);
  }

  #start(topic: string): ZoomSession {
    const session: ZoomSession = new ZoomSession(topic.toLowerCase(), {
      now: this.#parts.now,
      leaseSeconds: this.#parts.leaseSeconds,
      nextUserId: () => (this.#lastUserId += 1024),
      onEvent: (event, seat) => queueMicrotask(() => this.#deliver(event, session, seat)),
    });
    this.#sessions.push(session);
    return session;
  }

  /** Signed as Zoom signs; a delivery that nobody takes is lost. */
  #deliver(event: string, session: ZoomSession, seat: ZoomSeat | undefined): void {
    const { webhookUrl, now, fetch } = this.#parts;
    if (webhookUrl === undefined || (this.areLeavesLost && event === 'session.user_left')) return;
    const time = new Date(now()).toISOString();
    const user = seat && {
      id: String(seat.user.userId),
      name: seat.user.displayName,
      user_key: seat.user.userKey,
      participant_uuid: seat.uuid,
      ...(seat.leftAt === undefined ? { join_time: time } : { leave_time: time }),
    };
    const times = seat ? {} : { start_time: new Date(session.startedAt).toISOString(), end_time: time };
    const object = { id: session.id, session_id: session.id, session_name: session.name, ...times, user };
    const body = JSON.stringify({ event, event_ts: now(), payload: { account_id: 'stand-in', object } });
    const timestamp = String(Math.floor(now() / 1000));
    const hash = createHmac('sha256', this.account.webhookSecret)
      .update(`v0:${timestamp}:${body}`)
      .digest('hex');
    const headers = {
      'content-type': 'application/json',
      'x-zm-request-timestamp': timestamp,
      'x-zm-signature': `v0=${hash}`,
    };
    const delivery = fetch(webhookUrl, { method: 'POST', headers, body }).catch(() => undefined);
    this.#deliveries = Promise.all([this.#deliveries, delivery]);
  }
}
