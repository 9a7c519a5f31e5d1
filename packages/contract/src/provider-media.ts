import type { ParticipantId, PublicationId, UserKey } from './ids.ts';
import type { Attach, MediaKind, MediaSource } from './media.ts';

/** Somebody in the room, as the vendor tells it. */
export interface ProviderParticipant {
  readonly id: ParticipantId;
  readonly userKey: UserKey | undefined;
}

/** A remote track that can be shown now. */
export interface ProviderMedia {
  readonly id: PublicationId;
  /** Undefined for a mix. The participant need not have been reported yet. */
  readonly participantId: ParticipantId | undefined;
  readonly source: MediaSource;
  readonly kind: MediaKind;
  readonly muted: boolean;
  readonly track: MediaStreamTrack | undefined;
  readonly attach: Attach;
}
