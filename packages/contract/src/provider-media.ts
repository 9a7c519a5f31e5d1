import type { ParticipantId, PublicationId, UserKey } from './ids.ts';
import type { Attach, MediaKind, MediaSource, PublishableSource } from './media.ts';
import type { VendorRendering } from './vendor-rendering.ts';

/** Somebody in the room, as the vendor tells it. */
export interface ProviderParticipant {
  readonly id: ParticipantId;
  readonly userKey: UserKey | undefined;
  /** For providers that mix: what this participant sends nothing of. Undefined says nothing new. */
  readonly mutedInMix?: readonly PublishableSource[];
}

/**
 * A remote track that can be shown now: as a raw track, which the session renders, or, from providers without
 * `rawTrackOut`, as what attaches it to an element, or renders it in one of the vendor's. With none there is nothing to
 * attach: a sound that the vendor plays past every element, or what is muted and has no track meanwhile; a track told before
 * stays.
 */
export type ProviderMedia = MediaDescription & (RawMedia | AttachableMedia);

interface RawMedia {
  readonly track: MediaStreamTrack;
  readonly attach?: undefined;
  readonly rendering?: undefined;
}

interface AttachableMedia {
  readonly track: undefined;
  readonly attach?: Attach;
  /** Instead: what the session shows. The first one told of a publication counts for as long as that is there. */
  readonly rendering?: VendorRendering;
}

interface MediaDescription {
  readonly id: PublicationId;
  /** Undefined for a mix. The participant need not have been reported yet. */
  readonly participantId: ParticipantId | undefined;
  readonly source: MediaSource;
  readonly kind: MediaKind;
  readonly muted: boolean;
  /** Undefined says nothing new. */
  readonly paused?: boolean;
}
