import { randomUUID } from 'node:crypto';
import type { EmulatedClient } from './emulated-client.ts';
import { createSecret } from './whereby-account.ts';

export interface MeetingTerms {
  readonly endDate: number;
  readonly roomMode: 'normal' | 'group';
  readonly isLocked: boolean;
  readonly prefix: string;
}

/** From when there are two people in a room until there are no longer two for a while. */
export interface RoomSession {
  readonly id: string;
  readonly startedAt: number;
  endedAt: number | undefined;
  readonly visitors: EmulatedClient[];
}

const hourMilliseconds = 3_600_000;
/** The vendor's own limits per mode. */
const sizes = { normal: 4, group: 200 };

/** A meeting and its room, which lives as long. */
export class EmulatedMeeting {
  readonly id = randomUUID();
  /** With its slash, as the vendor writes it. */
  readonly roomName: string;
  readonly hostKey = createSecret();
  readonly terms: MeetingTerms;
  readonly createdAt: number;
  readonly sessions: RoomSession[] = [];
  isLocked: boolean;
  /** Calls off the end of a session with too few people. */
  keepSession: () => void = () => undefined;
  readonly #clients = new Map<string, EmulatedClient>();

  constructor(terms: MeetingTerms, createdAt: number) {
    this.terms = terms;
    this.createdAt = createdAt;
    this.isLocked = terms.isLocked;
    this.roomName = `/${terms.prefix}${randomUUID()}`;
  }

  get clients(): readonly EmulatedClient[] {
    return [...this.#clients.values()];
  }

  get isFull(): boolean {
    return this.#clients.size >= sizes[this.terms.roomMode];
  }

  get session(): RoomSession | undefined {
    return this.sessions.findLast(({ endedAt }) => endedAt === undefined);
  }

  /** The room can be used until an hour after the meeting's end. */
  isOver(now: number): boolean {
    return now > this.terms.endDate + hourMilliseconds;
  }

  byId(id: string): EmulatedClient | undefined {
    return this.#clients.get(id);
  }

  byClaim(claim: string | undefined): EmulatedClient | undefined {
    return this.clients.find((client) => client.claim === claim);
  }

  othersOf(client: EmulatedClient): readonly EmulatedClient[] {
    return this.clients.filter((other) => other !== client);
  }

  tellOthers(client: EmulatedClient, event: string, payload: object): void {
    for (const other of this.othersOf(client)) other.wire?.tell(event, payload);
  }

  /** Lets somebody in and tells the others. */
  add(client: EmulatedClient): void {
    this.#clients.set(client.id, client);
    this.session?.visitors.push(client);
    this.tellOthers(client, 'new_client', { client: client.seen(), room: { session: this.#seenSession() } });
  }

  /** Somebody is gone; false when they were before. */
  remove(client: EmulatedClient, at: number): boolean {
    if (!this.#clients.delete(client.id)) return false;
    client.keep();
    client.wire = undefined;
    client.leftAt = at;
    for (const other of this.clients)
      other.wire?.tell('client_left', { clientId: client.id, eventClaim: this.id });
    return true;
  }

  openSession(at: number): RoomSession {
    const session = { id: randomUUID(), startedAt: at, endedAt: undefined, visitors: [...this.clients] };
    this.sessions.push(session);
    return session;
  }

  /** The answer to a join. */
  welcome(client: EmulatedClient, organizationId: string, disconnectTimeout: number): object {
    return {
      selfId: client.id,
      clientClaim: client.claim,
      eventClaim: this.id,
      breakoutGroup: null,
      disconnectTimeout,
      room: {
        name: this.roomName,
        mode: this.terms.roomMode,
        type: {},
        organizationId,
        clients: this.clients.map((one) => one.seen()),
        session: this.#seenSession(),
        isClaimed: true,
        isLocked: this.isLocked,
        isFollowingEnabled: false,
        iceServers: { iceServers: [] },
        turnServers: [],
        mediaserverConfigTtlSeconds: 3600,
        // Without one the SDK connects the browsers to each other, as in the vendor's rooms of mode `normal`.
        sfuServer: null,
        knockers: [],
        spotlights: [],
      },
    };
  }

  #seenSession(): object | null {
    const { session } = this;
    return session ? { id: session.id, createdAt: new Date(session.startedAt).toISOString() } : null;
  }
}
