import type { ParticipantId, PublicationId } from './ids.ts';
import type { Json } from './json.ts';
import type { Quality } from './media.ts';
import type { LeaveReason } from './session-events.ts';
import type { VideoError } from './video-error.ts';
import type { ProviderMedia, ProviderParticipant } from './provider-media.ts';

/**
 * The facts an adapter may report: the only way it can influence a session. Order matters only per participant; media may
 * come before its participant. Repeating a fact is harmless.
 */
export type ProviderEvent =
  /**
   * Everybody else in the room now; the session computes who came and who went. With `media` it is told in the same way all
   * that is published: what is not in it is over.
   */
  | {
      readonly type: 'roster';
      readonly participants: readonly ProviderParticipant[];
      readonly media?: readonly ProviderMedia[];
    }
  | { readonly type: 'participant-joined'; readonly participant: ProviderParticipant }
  | { readonly type: 'participant-left'; readonly participantId: ParticipantId }
  /** The media of a publication with this id is there, or was exchanged for other media. */
  | { readonly type: 'media-added'; readonly media: ProviderMedia }
  | { readonly type: 'media-removed'; readonly id: PublicationId }
  | { readonly type: 'media-muted'; readonly id: PublicationId; readonly muted: boolean }
  | { readonly type: 'media-paused'; readonly id: PublicationId; readonly paused: boolean }
  | { readonly type: 'message'; readonly from: ParticipantId; readonly message: Json }
  /** `participantId` is undefined for oneself. */
  | { readonly type: 'quality'; readonly participantId: ParticipantId | undefined; readonly quality: Quality }
  /** Who is speaking, loudest first; one's own id is ignored. */
  | { readonly type: 'active-speakers'; readonly participantIds: readonly ParticipantId[] }
  | { readonly type: 'interrupted'; readonly scope: 'signalling' | 'media' }
  | { readonly type: 'restored' }
  | { readonly type: 'playback-blocked'; readonly resume: () => Promise<void> }
  /**
   * Only without `rawTrackIn`: what one published under this id is over, and nobody took it back: the device is gone, or the
   * person pressed the browser's own button.
   */
  | { readonly type: 'local-ended'; readonly id: PublicationId }
  /** The connection is over, for a reason that did not come from this session. The last event. */
  | {
      readonly type: 'closed';
      readonly reason: Exclude<LeaveReason, 'local'>;
      readonly error: VideoError | undefined;
    };
