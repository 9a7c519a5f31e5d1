import { randomUUID } from 'node:crypto';
import type { EmulatorSurroundings } from '../running-emulator.ts';
import { DirectCalls } from './direct-calls.ts';
import { EmulatedParticipant, type ParticipantTerms } from './emulated-participant.ts';
import { pexipErrors, type PexipRefusal } from './pexip-errors.ts';
import type { EventStream } from './pexip-wire.ts';

/** A Virtual Meeting Room as it was configured. */
export interface ConferenceTerms {
  readonly id: number;
  readonly name: string;
  readonly aliases: readonly string[];
  readonly pin: string;
  readonly guestPin: string;
  readonly allowGuests: boolean;
  readonly participantLimit: number | undefined;
  readonly directMedia: 'never' | 'best_effort' | 'always';
  readonly tag: string;
}

/** What the installation is told of a conference. */
export interface ConferenceEvents {
  started(conference: EmulatedConference): void;
  ended(conference: EmulatedConference): void;
  joined(conference: EmulatedConference, participant: EmulatedParticipant): void;
  left(conference: EmulatedConference, participant: EmulatedParticipant): void;
}

/** The participants of one VMR, and what each is told. Direct media is for two; nothing here mixes. */
export class EmulatedConference {
  /** Of the conference while it goes on, as the status API names it. */
  readonly instance = randomUUID();
  readonly terms: ConferenceTerms;
  readonly calls: DirectCalls;
  /** Everybody who was ever here, oldest first. */
  readonly visitors: EmulatedParticipant[] = [];
  startedAt = 0;
  readonly #participants = new Map<string, EmulatedParticipant>();
  readonly #events: ConferenceEvents;
  readonly #now: () => number;

  constructor(
    terms: ConferenceTerms,
    events: ConferenceEvents,
    surroundings: Pick<EmulatorSurroundings, 'now' | 'schedule'>,
  ) {
    this.terms = terms;
    this.calls = new DirectCalls(surroundings);
    this.#events = events;
    this.#now = surroundings.now;
  }

  get participants(): readonly EmulatedParticipant[] {
    return [...this.#participants.values()];
  }

  get isDirect(): boolean {
    return this.terms.directMedia !== 'never';
  }

  byToken(token: string): EmulatedParticipant | undefined {
    return this.participants.find((participant) => participant.token === token);
  }

  byUuid(uuid: string): EmulatedParticipant | undefined {
    return this.#participants.get(uuid);
  }

  /** With which rights somebody enters who brings this PIN, or why not; undefined when a PIN is wanted. */
  roleFor(pin: string | undefined): 'chair' | 'guest' | PexipRefusal | undefined {
    const { pin: hostPin, guestPin, allowGuests } = this.terms;
    if (hostPin === '') return 'chair';
    if (pin === undefined) return undefined;
    if (pin === hostPin) return 'chair';
    if (allowGuests && pin === (guestPin || 'none')) return 'guest';
    return pexipErrors.invalidPin;
  }

  get isFull(): boolean {
    const { participantLimit = Infinity, directMedia } = this.terms;
    return this.#participants.size >= Math.min(participantLimit, directMedia === 'always' ? 2 : Infinity);
  }

  join(terms: Omit<ParticipantTerms, 'joinedAt'>): EmulatedParticipant {
    const joinedAt = this.#now();
    const participant = new EmulatedParticipant({ ...terms, joinedAt });
    if (this.#participants.size === 0) {
      this.startedAt = joinedAt;
      this.#events.started(this);
    }
    this.#participants.set(participant.uuid, participant);
    this.visitors.push(participant);
    this.tellAll('participant_create', participant.resource);
    this.#events.joined(this, participant);
    return participant;
  }

  /** Somebody listens from now on, and is told of everybody first. */
  listen(participant: EmulatedParticipant, stream: EventStream): void {
    participant.stream?.cut();
    participant.stream = stream;
    stream.tell('participant_sync_begin', null);
    for (const each of this.participants) stream.tell('participant_create', each.resource);
    stream.tell('participant_sync_end', null);
    stream.tell('conference_update', this.status);
    const presenter = this.participants.find(({ isPresenting }) => isPresenting);
    if (presenter) stream.tell('presentation_start', presenterOf(presenter));
  }

  get status() {
    return {
      locked: false,
      guests_muted: false,
      all_muted: false,
      started: true,
      direct_media: this.isDirect,
      live_captions_available: false,
      presentation_allowed: true,
    };
  }

  /** Changes something of a participant and tells everybody. */
  change(participant: EmulatedParticipant, change: () => void): void {
    change();
    this.tellAll('participant_update', participant.resource);
  }

  takeFloor(participant: EmulatedParticipant): void {
    for (const other of this.participants) if (other !== participant) this.releaseFloor(other);
    this.change(participant, () => (participant.isPresenting = true));
    this.#tellOthers(participant, 'presentation_start', presenterOf(participant));
  }

  releaseFloor(participant: EmulatedParticipant): void {
    if (!participant.isPresenting) return;
    this.change(participant, () => (participant.isPresenting = false));
    this.#tellOthers(participant, 'presentation_stop', {});
  }

  say(from: EmulatedParticipant, body: object, to?: EmulatedParticipant): void {
    const { uuid, terms } = from;
    const event = { ...body, uuid, origin: terms.displayName, direct: to !== undefined };
    if (to) to.tell('message_received', event);
    else this.#tellOthers(from, 'message_received', event);
  }

  /** Somebody is gone, and is told why when it was not their own wish. */
  leave(participant: EmulatedParticipant, why: string, isOwnWish = false): void {
    if (!this.#participants.delete(participant.uuid)) return;
    participant.keep();
    participant.leftAt = this.#now();
    participant.leftWhy = why;
    if (!isOwnWish) participant.tell('disconnect', { reason: why });
    this.releaseFloor(participant);
    this.calls.close(participant);
    this.tellAll('participant_delete', { uuid: participant.uuid });
    this.#events.left(this, participant);
    if (this.#participants.size === 0) this.#events.ended(this);
  }

  end(why: string): void {
    for (const participant of this.participants) this.leave(participant, why);
  }

  tellAll(event: string, data: unknown): void {
    for (const participant of this.participants) participant.tell(event, data);
  }

  #tellOthers(participant: EmulatedParticipant, event: string, data: unknown): void {
    for (const other of this.participants) if (other !== participant) other.tell(event, data);
  }
}

const presenterOf = ({ uuid, terms }: EmulatedParticipant) => ({
  presenter_name: terms.displayName,
  presenter_uri: '',
  presenter_uuid: uuid,
});
