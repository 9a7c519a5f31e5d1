import type { Capabilities } from './capabilities.ts';
import type { ParticipantId, ProviderId, PublicationId, UserKey } from './ids.ts';
import type { Json } from './json.ts';
import type { MediaKind, PublishableSource } from './media.ts';
import type { ProviderEvent } from './provider-events.ts';
import type { ProviderStats } from './session-stats.ts';
import type { VendorRendering } from './vendor-rendering.ts';
import type { VideoError } from './video-error.ts';

/**
 * What an adapter is given to send: a clone that belongs to the session (the adapter never stops it), or, for providers
 * without `rawTrackIn`, the device that the provider is to open itself.
 */
export type OutgoingMedia =
  | {
      readonly source: PublishableSource;
      readonly kind: MediaKind;
      readonly muted: boolean;
      readonly track: MediaStreamTrack;
      readonly deviceId?: undefined;
    }
  | {
      readonly source: PublishableSource;
      readonly kind: MediaKind;
      readonly muted: boolean;
      readonly track: undefined;
      readonly deviceId: string | undefined;
    };

export interface ConnectRequest {
  /** What the provider's own server half minted; checked by the adapter, opaque to everybody else. */
  readonly credentials: Json;
  readonly userKey: UserKey;
  /** Fires when the join is abandoned (deadline, abort, leave): stop, release everything, reject. */
  readonly signal: AbortSignal;
}

/**
 * What a vendor package implements: verbs go down, facts come up through `report`. It keeps no session state, applies no
 * timeouts and refuses nothing; the session does. It rejects with `VideoError`, or as `translate` understands.
 */
export interface VideoProvider<Connection extends ProviderConnection = ProviderConnection> {
  readonly id: ProviderId;
  readonly capabilities: Capabilities;
  /**
   * Resolves when signalling is up and the roster is known: everybody present has been reported (`roster` or
   * `participant-joined`) before it resolves. May report before and after. After `closed` it reports nothing.
   */
  connect(request: ConnectRequest, report: (event: ProviderEvent) => void): Promise<Connection>;
}

/**
 * Of one source one verb is asked at a time, and only of what is published; none is asked while the provider says that
 * signalling is interrupted.
 */
export interface ProviderConnection {
  /** One's own participant id in the room. */
  readonly participantId: ParticipantId;
  /** What the vendor's own errors mean; asked for whatever a verb rejects with that is no `VideoError`. */
  readonly translate?: (error: unknown) => VideoError;
  /** The vendor's own objects, typed by the provider package; for what the contract does not cover. */
  readonly native: unknown;
  publish(media: OutgoingMedia): Promise<PublicationId>;
  /** Only called with `replaceTrack`. */
  replace(id: PublicationId, media: OutgoingMedia): Promise<void>;
  unpublish(id: PublicationId): Promise<void>;
  setMuted(id: PublicationId, muted: boolean): Promise<void>;
  /** Only without `rawTrackIn`, for video: what the provider captured for this publication of one's own. */
  renderLocal?(id: PublicationId): VendorRendering | undefined;
  send(message: Json, to: ParticipantId | undefined): Promise<void>;
  stats(): Promise<ProviderStats>;
  /** Resolves when the SDK is quiet. Called once; reports nothing afterwards. */
  disconnect(): Promise<void>;
}

/**
 * What a page lists per provider it has installed: a kilobyte at most. `load` fetches the client half and with it the
 * vendor's SDK, so a page downloads only the SDK that its ticket names.
 */
export interface ProviderDescriptor {
  readonly id: ProviderId;
  readonly capabilities: Capabilities;
  load(): Promise<VideoProvider>;
}
