import {
  type Json,
  type ParticipantId,
  type ProviderEvent,
  type UserKey,
  VideoError,
} from '@patchbay/contract';
import type { FakeMember } from './fake-member.ts';
import type { TrackFactory } from './fake-publication.ts';
import { mixFacts } from './fake-mix.ts';
import { FakeRoom } from './fake-room.ts';

export interface FakeCloudOptions {
  /** What receivers get as a publication's `track`; without it they get none and use `attach`. */
  readonly createTrack?: TrackFactory;
  /** Receivers get one mix of everybody, as from a conference bridge; only screens come apart. */
  readonly mixes?: boolean;
  /** Milliseconds since the Unix epoch, for statistics. */
  readonly now?: () => number;
}

/** A seat in a room, as a credential stands for it. */
export interface FakeSeat {
  readonly room: FakeRoom;
  readonly participant: ParticipantId;
  readonly userKey: UserKey;
}

/**
 * A vendor in memory: the rooms, and what a vendor's console and its bad days do to them. Nothing in it waits for time or
 * chance; ids count up. Rooms come into being with their first credentials.
 */
export class FakeCloud {
  readonly createTrack: TrackFactory | undefined;
  readonly mixes: boolean;
  readonly now: () => number;
  readonly #rooms = new Map<string, FakeRoom>();
  readonly #seats = new Map<string, FakeSeat>();
  readonly #participants = new Map<string, ParticipantId>();
  #isReachable = true;

  constructor({ createTrack, mixes = false, now = Date.now }: FakeCloudOptions = {}) {
    this.createTrack = createTrack;
    this.mixes = mixes;
    this.now = now;
  }

  /** Does nothing when the room is there already. */
  createRoom(room: string, { maxParticipants = 16 }: { readonly maxParticipants?: number } = {}): void {
    if (!this.#rooms.has(room)) this.#rooms.set(room, new FakeRoom(maxParticipants, this.createTrack));
  }

  /** To join this room once as this person; the same person is the same participant. */
  credentials(room: string, userKey: UserKey): Json {
    this.createRoom(room);
    const participant = this.#participantOf(room, userKey);
    const token = `fake-token-${this.#seats.size + 1}`;
    this.#seats.set(token, { room: this.#room(room), participant, userKey });
    return { cloud: 'fake', token };
  }

  /** Credentials that the cloud refuses. */
  refusedCredentials(): Json {
    return { cloud: 'fake', token: 'fake-token-refused' };
  }

  /** Credentials for a cloud that does not answer. */
  unreachableCredentials(): Json {
    return { cloud: 'nowhere', token: 'fake-token-unreachable' };
  }

  /** Whether the cloud answers to new joins; it does until told otherwise. */
  setReachable(isReachable: boolean): void {
    this.#isReachable = isReachable;
  }

  kick(room: string, userKey: UserKey): void {
    const member = this.#member(room, userKey);
    if (member !== undefined) this.#room(room).remove(member, 'removed');
  }

  endRoom(room: string): void {
    this.#rooms.get(room)?.end();
    this.#rooms.delete(room);
  }

  /** Cuts somebody's connection; the function returned restores it. */
  interrupt(room: string, userKey: UserKey, scope: 'signalling' | 'media' = 'signalling'): () => void {
    const member = this.#member(room, userKey);
    member?.cut(scope);
    return () => member?.restore();
  }

  /** The network is gone for good: the connection ends with `connection-lost`. */
  drop(room: string, userKey: UserKey): void {
    const member = this.#member(room, userKey);
    if (member === undefined) return;
    member.restore();
    this.#room(room).remove(member, 'connection-lost');
  }

  /** Who is in the room now. */
  participants(room: string): readonly ParticipantId[] {
    return this.#rooms.get(room)?.members.map(({ id }) => id) ?? [];
  }

  /** For the client half. Codes: `unreachable`, `credentials-rejected`, `room-full`, `room-not-found`. */
  enter(credentials: Json, report: (event: ProviderEvent) => void): { member: FakeMember; room: FakeRoom } {
    const { cloud, token } = readCredentials(credentials);
    if (!this.#isReachable || cloud !== 'fake') throw refusal('unreachable', 'The cloud does not answer.');
    const seat = this.#seats.get(token);
    if (seat === undefined) throw refusal('credentials-rejected', 'Ask the server for a new ticket.');
    const { room, participant, userKey } = seat;
    if (![...this.#rooms.values()].includes(room)) throw refusal('room-not-found', 'The room has ended.');
    const hears = this.mixes ? mixFacts(report, this.createTrack) : report;
    return { member: room.enter(participant, userKey, hears), room };
  }

  #participantOf(room: string, userKey: UserKey): ParticipantId {
    const key = JSON.stringify([room, userKey]);
    const known = this.#participants.get(key) ?? `fake-${this.#participants.size + 1}`;
    this.#participants.set(key, known);
    return known;
  }

  #room(room: string): FakeRoom {
    const found = this.#rooms.get(room);
    if (found === undefined) throw refusal('room-not-found', 'There is no such room.');
    return found;
  }

  #member(room: string, userKey: UserKey): FakeMember | undefined {
    return this.#rooms.get(room)?.find(this.#participantOf(room, userKey));
  }
}

/** A cloud of one's own, shared by the providers that are to meet in it. */
export const createFakeCloud = (options: FakeCloudOptions = {}): FakeCloud => new FakeCloud(options);

function readCredentials(credentials: Json): { readonly cloud: string; readonly token: string } {
  if (
    typeof credentials === 'object' &&
    credentials !== null &&
    'cloud' in credentials &&
    'token' in credentials
  ) {
    const { cloud, token } = credentials;
    if (typeof cloud === 'string' && typeof token === 'string') return { cloud, token };
  }
  throw refusal('ticket-invalid', 'The ticket holds no credentials for the fake. Ask for a new one.');
}

const refusal = (
  code: 'unreachable' | 'credentials-rejected' | 'room-not-found' | 'ticket-invalid',
  message: string,
): VideoError => new VideoError(code, message, { provider: 'fake', retryable: code === 'unreachable' });
