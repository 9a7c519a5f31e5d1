import type { OutgoingMedia, ParticipantId, ProviderMedia, PublicationId } from '@patchbay/contract';

/** Makes the track that a receiver gets; in a page, one of a canvas or a sound generator. */
export type TrackFactory = (kind: OutgoingMedia['kind']) => MediaStreamTrack;

/**
 * One published track. Receivers get a stand-in as their `track`, one that stays the same when the sender replaces its
 * own, as a vendor's would. Without a factory they get an `attach` that shows the sender's very track: both live in one page.
 */
export class FakePublication {
  readonly id: PublicationId;
  readonly #owner: ParticipantId;
  readonly #createTrack: TrackFactory | undefined;
  readonly #standIns = new Map<ParticipantId, MediaStreamTrack>();
  readonly #elements = new Map<object, HTMLMediaElement>();
  #media: OutgoingMedia;

  constructor(
    id: PublicationId,
    owner: ParticipantId,
    media: OutgoingMedia,
    createTrack: TrackFactory | undefined,
  ) {
    this.id = id;
    this.#owner = owner;
    this.#media = media;
    this.#createTrack = createTrack;
  }

  get source(): OutgoingMedia['source'] {
    return this.#media.source;
  }

  get kind(): OutgoingMedia['kind'] {
    return this.#media.kind;
  }

  replace(media: OutgoingMedia): void {
    this.#media = { ...media, muted: this.#media.muted };
    for (const element of this.#elements.values()) this.#show(element);
  }

  setMuted(muted: boolean): void {
    this.#media = { ...this.#media, muted };
  }

  /** As this receiver is told of it. */
  seenBy(receiver: ParticipantId): ProviderMedia {
    const { source, kind, muted } = this.#media;
    const track = this.#standIns.get(receiver) ?? this.#createTrack?.(kind);
    if (track !== undefined) this.#standIns.set(receiver, track);
    const described = { id: this.id, participantId: this.#owner, source, kind, muted };
    return track === undefined ? { ...described, track, attach: this.#attach } : { ...described, track };
  }

  /** A receiver is gone, or the publication is (no receiver given). */
  end(receiver?: ParticipantId): void {
    for (const [id, track] of this.#standIns) {
      if (receiver !== undefined && receiver !== id) continue;
      track.stop();
      this.#standIns.delete(id);
    }
    if (receiver === undefined) for (const element of this.#elements.values()) element.srcObject = null;
  }

  readonly #attach = (element: HTMLMediaElement): (() => void) => {
    const key = {};
    this.#elements.set(key, element);
    this.#show(element);
    return () => {
      if (this.#elements.delete(key)) element.srcObject = null;
    };
  };

  #show(element: HTMLMediaElement): void {
    const { track } = this.#media;
    element.srcObject = track === undefined ? null : new MediaStream([track]);
    if (track !== undefined) element.play().catch(() => undefined);
  }
}
