import { EmulatedParticipant, type TrackChange, type Wire } from './emulated-participant.ts';
import { type Delivery, PeerLinks } from './peer-links.ts';
import { createSid } from './twilio-account.ts';
import { errorMessage, type TwilioErrorCode } from './twilio-errors.ts';
import type { LocalState, PeerConnectionState, RspReply } from './twilio-wire.ts';

export interface RoomTerms {
  readonly name: string;
  readonly maxParticipants: number;
  readonly statusCallback: string | undefined;
  readonly emptyTimeoutMinutes: number;
  readonly unusedTimeoutMinutes: number;
  readonly createdAt: number;
}

/** What happens in a room, for whoever reports it. */
export interface RoomEvents {
  joined(room: EmulatedRoom, participant: EmulatedParticipant): void;
  left(room: EmulatedRoom, participant: EmulatedParticipant): void;
  trackChanged(room: EmulatedRoom, participant: EmulatedParticipant, change: TrackChange): void;
}

/** Somebody's state as the SDK sends it along. */
export interface SentState {
  readonly participant?: LocalState | undefined;
  readonly peer_connections?: readonly PeerConnectionState[] | undefined;
}

/** A group room: who is in it, what they publish, and the connections between them. */
export class EmulatedRoom {
  readonly sid = createSid('RM');
  readonly terms: RoomTerms;
  /** Everybody who ever was in it, oldest first. */
  readonly visitors: EmulatedParticipant[] = [];
  endedAt: number | undefined;
  /** Calls off the end that an empty room comes to. */
  keep: () => void = () => undefined;
  readonly #participants = new Map<string, EmulatedParticipant>();
  readonly #links = new PeerLinks();
  readonly #events: RoomEvents;
  readonly #sessionSeconds: number;

  constructor(terms: RoomTerms, events: RoomEvents, sessionSeconds: number) {
    this.terms = terms;
    this.#events = events;
    this.#sessionSeconds = sessionSeconds;
  }

  get participants(): readonly EmulatedParticipant[] {
    return [...this.#participants.values()];
  }

  byIdentity(identity: string): EmulatedParticipant | undefined {
    return this.participants.find((participant) => participant.identity === identity);
  }

  bySession(session: string): EmulatedParticipant | undefined {
    return this.participants.find((participant) => participant.session === session);
  }

  /** Lets somebody in and tells everybody. */
  join(identity: string, state: Required<SentState>, wire: Wire, at: number): EmulatedParticipant {
    const participant = new EmulatedParticipant(identity, at, wire);
    if (state.participant) participant.hear(state.participant);
    const others = this.participants;
    this.#participants.set(participant.sid, participant);
    this.visitors.push(participant);
    const offers = this.#links.connect(
      participant.sid,
      others.map(({ sid }) => sid),
    );
    // The SDK made one connection for a media server, which there is none of.
    const spare = (state.peer_connections ?? []).map(({ id }) => ({ id, description: { type: 'close' } }));
    wire.tell({ type: 'connected', ...this.#snapshot(participant), peer_connections: [...spare, ...offers] });
    this.#tellOthers(participant, (other) => ({
      participants: [participant.current],
      subscribed: this.#subscribed(other),
    }));
    this.#events.joined(this, participant);
    for (const track of participant.tracks)
      this.#events.trackChanged(this, participant, { what: 'added', track });
    return participant;
  }

  /** Takes somebody back whose connection was gone, and tells them what they missed. */
  resume(participant: EmulatedParticipant, state: SentState, wire: Wire): void {
    participant.keep();
    participant.wire = wire;
    const deliveries = this.#links.receive(participant.sid, state.peer_connections ?? []);
    const peerConnections = this.#links.statesFor(participant.sid);
    wire.tell({ type: 'synced', ...this.#snapshot(participant), peer_connections: peerConnections });
    this.#tellOthers(participant, () => ({ participants: [participant.current] }));
    this.#applyTracks(participant, state.participant);
    this.#deliver(deliveries);
  }

  /** Somebody's connection is gone, perhaps not for good. */
  suspend(participant: EmulatedParticipant): void {
    participant.wire = undefined;
    this.#tellOthers(participant, () => ({ participants: [participant.current] }));
  }

  update(participant: EmulatedParticipant, state: SentState): void {
    this.#applyTracks(participant, state.participant);
    this.#deliver(this.#links.receive(participant.sid, state.peer_connections ?? []));
  }

  /** Somebody is gone; with a message, they are told why. */
  remove(participant: EmulatedParticipant, at: number, message?: RspReply): void {
    if (!this.#participants.delete(participant.sid)) return;
    if (message) participant.wire?.tell(message);
    participant.wire = undefined;
    participant.keep();
    participant.leftAt = at;
    const closed = this.#links.disconnect(participant.sid);
    this.#tellOthers(participant, (other) => ({
      participants: [participant.seen('disconnected')],
      subscribed: this.#subscribed(other),
    }));
    this.#deliver(closed);
    this.#events.left(this, participant);
  }

  refuse(participant: EmulatedParticipant, at: number, code: TwilioErrorCode): void {
    this.remove(participant, at, errorMessage(code));
  }

  #applyTracks(participant: EmulatedParticipant, state: LocalState | undefined): void {
    const changes = state ? participant.hear(state) : [];
    if (changes.length === 0) return;
    this.#tellOthers(participant, (other) => ({
      participants: [participant.current],
      subscribed: this.#subscribed(other),
    }));
    this.#tell(participant, { participants: [], published: participant.published() });
    for (const change of changes) this.#events.trackChanged(this, participant, change);
  }

  #snapshot(participant: EmulatedParticipant) {
    const others = this.#othersOf(participant);
    return {
      ...this.#heading(participant),
      options: { session_timeout: this.#sessionSeconds, signaling_region: 'local', media_region: null },
      participants: others.map((other) => other.current),
      published: participant.published(),
      subscribed: this.#subscribed(participant),
      recording: { enabled: false, revision: 1 },
    };
  }

  /** Everybody else's tracks, as far as they are offered: data tracks are from the start. */
  #subscribed(participant: EmulatedParticipant) {
    const tracks = this.#othersOf(participant).flatMap((other) =>
      other.tracks.flatMap(({ id, sid, kind }) => {
        const received = kind === 'data' ? id : this.#links.receivedId(other.sid, participant.sid, id);
        return received === undefined ? [] : [{ id: received, sid }];
      }),
    );
    return participant.subscribed(tracks);
  }

  #heading({ session, sid, identity }: EmulatedParticipant) {
    return { version: 2, session, sid: this.sid, name: this.terms.name, participant: { sid, identity } };
  }

  #othersOf(participant: EmulatedParticipant): readonly EmulatedParticipant[] {
    return this.participants.filter((other) => other !== participant);
  }

  #tell(participant: EmulatedParticipant, news: Readonly<Record<string, unknown>>): void {
    participant.wire?.tell({ type: 'update', ...this.#heading(participant), ...news });
  }

  #tellOthers(
    participant: EmulatedParticipant,
    newsFor: (other: EmulatedParticipant) => Readonly<Record<string, unknown>>,
  ): void {
    for (const other of this.#othersOf(participant)) this.#tell(other, newsFor(other));
  }

  #deliver(deliveries: readonly Delivery[]): void {
    for (const { to, state } of deliveries) {
      const participant = this.#participants.get(to);
      if (!participant) continue;
      const subscribed = state.description && { subscribed: this.#subscribed(participant) };
      this.#tell(participant, { participants: [], peer_connections: [state], ...subscribed });
    }
  }
}
