import type { EmulatedParticipant, Wire } from './emulated-participant.ts';
import { EmulatedRoom, type RoomTerms, type SentState } from './emulated-room.ts';
import { createStatusCallbacks, type StatusCallbacks } from './status-callbacks.ts';
import type { TwilioCloudParts } from './twilio-cloud-parts.ts';
import type { TwilioErrorCode } from './twilio-errors.ts';

/** Somebody in a room. */
export interface Seat {
  readonly room: EmulatedRoom;
  readonly participant: EmulatedParticipant;
}

/** The rooms of one account, and what a console or the network does to them. */
export class TwilioCloud {
  readonly parts: TwilioCloudParts;
  readonly callbacks: StatusCallbacks;
  readonly #rooms = new Map<string, EmulatedRoom>();
  #isClosed = false;

  constructor(parts: TwilioCloudParts) {
    this.parts = parts;
    this.callbacks = createStatusCallbacks(parts);
  }

  get rooms(): readonly EmulatedRoom[] {
    return [...this.#rooms.values()];
  }

  /** By SID, or by the name of a room in progress. */
  find(nameOrSid: string): EmulatedRoom | undefined {
    return (
      this.#rooms.get(nameOrSid) ?? this.rooms.find((room) => room.terms.name === nameOrSid && !room.endedAt)
    );
  }

  hasEnded(name: string): boolean {
    return this.rooms.some((room) => room.terms.name === name && room.endedAt !== undefined);
  }

  create(terms: Omit<RoomTerms, 'createdAt'>): EmulatedRoom {
    const { now, sessionSeconds } = this.parts;
    const room = new EmulatedRoom(
      { ...terms, createdAt: now() },
      {
        joined: (_room, participant) =>
          this.callbacks.participant(room, participant, 'participant-connected'),
        left: (_room, participant) => {
          this.callbacks.participant(room, participant, 'participant-disconnected');
          if (room.participants.length === 0) this.#endLater(room, terms.emptyTimeoutMinutes);
        },
        trackChanged: (_room, participant, { what, track }) =>
          this.callbacks.track(room, participant, `track-${what}`, track),
      },
      sessionSeconds,
    );
    this.#rooms.set(room.sid, room);
    this.callbacks.room(room, 'room-created');
    this.#endLater(room, terms.unusedTimeoutMinutes);
    return room;
  }

  complete(room: EmulatedRoom): void {
    if (room.endedAt !== undefined) return;
    const now = this.parts.now();
    room.endedAt = now;
    for (const participant of room.participants)
      room.remove(participant, now, { type: 'disconnected', status: 'completed' });
    room.keep();
    this.callbacks.room(room, 'room-ended');
  }

  kick({ room, participant }: Seat): void {
    room.remove(participant, this.parts.now(), { type: 'disconnected', status: 'disconnected' });
  }

  /** Lets somebody in, or says with which error not. */
  join(name: string, identity: string, state: Required<SentState>, wire: Wire): Seat | TwilioErrorCode {
    const room = this.find(name);
    if (!room || room.endedAt !== undefined) return room || this.hasEnded(name) ? 53118 : 53106;
    const older = room.byIdentity(identity);
    if (!older && room.participants.length >= room.terms.maxParticipants) return 53105;
    if (older) room.refuse(older, this.parts.now(), 53205);
    room.keep();
    return { room, participant: room.join(identity, state, wire, this.parts.now()) };
  }

  seatOf(session: string): Seat | undefined {
    for (const room of this.rooms) {
      const participant = room.bySession(session);
      if (participant) return { room, participant };
    }
    return undefined;
  }

  /** The connection broke: the session goes on for a while. */
  suspend({ room, participant }: Seat): void {
    const { schedule, now, sessionSeconds } = this.parts;
    if (this.#isClosed) return;
    room.suspend(participant);
    participant.keep = schedule(() => room.remove(participant, now()), sessionSeconds * 1000);
  }

  leave({ room, participant }: Seat): void {
    room.remove(participant, this.parts.now());
  }

  close(): void {
    this.#isClosed = true;
    for (const room of this.rooms) {
      room.keep();
      for (const participant of room.participants) participant.keep();
    }
  }

  #endLater(room: EmulatedRoom, minutes: number): void {
    room.keep();
    room.keep = this.parts.schedule(() => this.complete(room), minutes * 60_000);
  }
}
