import type { ParticipantId, PublicationId, UserKey } from './ids.ts';
import type { Attach, MediaKind, MediaSource, PublishableSource, Quality } from './media.ts';

/** One published track of one's own. */
export interface LocalPublication {
  readonly id: PublicationId;
  readonly source: PublishableSource;
  readonly kind: MediaKind;
  readonly muted: boolean;
  /** The track for a local preview; undefined while a camera is off or when the provider owns the device. */
  readonly track: MediaStreamTrack | undefined;
  /** Shows the preview in the element and follows mute and `replace`. */
  readonly attach: Attach;
}

/** One published track of somebody else. */
export interface RemotePublication {
  readonly id: PublicationId;
  readonly source: MediaSource;
  readonly kind: MediaKind;
  readonly muted: boolean;
  /** The provider is not sending this track to us for want of bandwidth. */
  readonly paused: boolean;
  /** Absent on providers without `rawTrackOut`. */
  readonly track: MediaStreamTrack | undefined;
  /**
   * Shows it, or lets it be heard, in the element. Without `rawTrackOut` a provider may play sound past every element: then
   * the element's own volume and mute do nothing.
   */
  readonly attach: Attach;
}

export interface LocalParticipant {
  /** Empty until joined. */
  readonly id: ParticipantId;
  readonly userKey: UserKey;
  readonly publications: ReadonlyMap<PublicationId, LocalPublication>;
  readonly quality: Quality;
}

export interface RemoteParticipant {
  readonly id: ParticipantId;
  /** Undefined when the provider has not told yet, or for somebody who joined past Patchbay. */
  readonly userKey: UserKey | undefined;
  readonly publications: ReadonlyMap<PublicationId, RemotePublication>;
  readonly quality: Quality;
  readonly speaking: boolean;
  /**
   * What this participant sends nothing of, as far as the provider tells; only from providers without `perParticipantMedia`,
   * where no publication can say it.
   */
  readonly mutedInMix?: readonly PublishableSource[];
}
