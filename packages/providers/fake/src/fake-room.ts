import {
  type Json,
  type OutgoingMedia,
  type ParticipantId,
  type ProviderEvent,
  type ProviderParticipant,
  type PublicationId,
  type UserKey,
  VideoError,
} from '@patchbay/contract';
import { FakeMember } from './fake-member.ts';
import { FakePublication, type TrackFactory } from './fake-publication.ts';

/** Everybody in one fake room and what they publish. Facts are told in the order in which they happen. */
export class FakeRoom {
  readonly #members = new Map<ParticipantId, FakeMember>();
  readonly #maxParticipants: number;
  readonly #createTrack: TrackFactory | undefined;
  #publicationCount = 0;

  constructor(maxParticipants: number, createTrack: TrackFactory | undefined) {
    this.#maxParticipants = maxParticipants;
    this.#createTrack = createTrack;
  }

  /** Somebody connects. An older connection of the same participant ends. Codes: `room-full`. */
  enter(id: ParticipantId, userKey: UserKey, report: (event: ProviderEvent) => void): FakeMember {
    const older = this.#members.get(id);
    if (older === undefined && this.#members.size >= this.#maxParticipants)
      throw new VideoError('room-full', 'The room takes nobody else.', { provider: 'fake', retryable: true });
    if (older !== undefined) this.remove(older, 'duplicate');
    const member = new FakeMember(id, userKey, report);
    const others = [...this.#members.values()];
    this.#members.set(id, member);
    member.tell({ type: 'roster', participants: others.map(identityOf) });
    for (const other of others) {
      for (const publication of other.publications.values())
        member.tell({ type: 'media-added', media: publication.seenBy(id) });
      other.tell({ type: 'participant-joined', participant: identityOf(member) });
    }
    return member;
  }

  find(id: ParticipantId): FakeMember | undefined {
    return this.#members.get(id);
  }

  get members(): readonly FakeMember[] {
    return [...this.#members.values()];
  }

  publish(member: FakeMember, media: OutgoingMedia): PublicationId {
    this.#publicationCount += 1;
    const id = `${member.id}-${this.#publicationCount}`;
    const publication = new FakePublication(id, member.id, media, this.#createTrack);
    member.publications.set(id, publication);
    for (const other of this.#others(member))
      other.tell({ type: 'media-added', media: publication.seenBy(other.id) });
    return id;
  }

  unpublish(member: FakeMember, id: PublicationId): void {
    this.#tellOthers(member, { type: 'media-removed', id });
    publicationOf(member, id).end();
    member.publications.delete(id);
  }

  replace(member: FakeMember, id: PublicationId, media: OutgoingMedia): void {
    publicationOf(member, id).replace(media);
  }

  setMuted(member: FakeMember, id: PublicationId, muted: boolean): void {
    publicationOf(member, id).setMuted(muted);
    this.#tellOthers(member, { type: 'media-muted', id, muted });
  }

  send(member: FakeMember, message: Json, to: ParticipantId | undefined): void {
    const text = JSON.stringify(message);
    for (const other of this.#others(member))
      if (to === undefined || to === other.id)
        other.tell({ type: 'message', from: member.id, message: JSON.parse(text) as Json });
  }

  /** Somebody goes, by themselves or (with a reason) by the room. */
  remove(member: FakeMember, reason?: 'removed' | 'duplicate' | 'room-ended' | 'connection-lost'): void {
    if (this.#members.get(member.id) !== member) return;
    this.#members.delete(member.id);
    for (const publication of member.publications.values()) publication.end();
    for (const other of this.#members.values()) {
      for (const publication of other.publications.values()) publication.end(member.id);
      other.tell({ type: 'participant-left', participantId: member.id });
    }
    if (reason === undefined) member.silence();
    else member.close(reason);
  }

  end(): void {
    const members = [...this.#members.values()];
    this.#members.clear();
    for (const member of members) {
      for (const publication of member.publications.values()) publication.end();
      member.close('room-ended');
    }
  }

  #others(member: FakeMember): readonly FakeMember[] {
    // What a removed connection still says reaches nobody.
    if (this.#members.get(member.id) !== member) return [];
    return [...this.#members.values()].filter((other) => other !== member);
  }

  #tellOthers(member: FakeMember, event: ProviderEvent): void {
    for (const other of this.#others(member)) other.tell(event);
  }
}

const identityOf = ({ id, userKey }: FakeMember): ProviderParticipant => ({ id, userKey });

function publicationOf(member: FakeMember, id: PublicationId): FakePublication {
  const publication = member.publications.get(id);
  if (publication !== undefined) return publication;
  throw new VideoError('not-published', 'That is not a publication of this connection.', {
    provider: 'fake',
  });
}
