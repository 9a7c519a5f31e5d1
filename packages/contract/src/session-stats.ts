import type { ParticipantId, PublicationId } from './ids.ts';
import type { MediaKind, MediaSource } from './media.ts';

/** Counters since the track began; undefined where the provider does not tell. */
export interface InboundTrackStats {
  readonly publicationId: PublicationId;
  /** Undefined for a mix. */
  readonly participantId: ParticipantId | undefined;
  readonly source: MediaSource;
  readonly kind: MediaKind;
  readonly bytesReceived: number | undefined;
  readonly packetsLost: number | undefined;
  readonly jitterSeconds: number | undefined;
  readonly framesDecoded: number | undefined;
  readonly frameWidth: number | undefined;
  readonly frameHeight: number | undefined;
  readonly freezeCount: number | undefined;
}

export interface OutboundTrackStats {
  readonly publicationId: PublicationId;
  readonly source: MediaSource;
  readonly kind: MediaKind;
  readonly bytesSent: number | undefined;
  readonly packetsLost: number | undefined;
  readonly framesEncoded: number | undefined;
  readonly frameWidth: number | undefined;
  readonly frameHeight: number | undefined;
}

export type InboundCounters = Omit<InboundTrackStats, 'publicationId' | 'participantId' | 'source' | 'kind'>;
export type OutboundCounters = Omit<OutboundTrackStats, 'publicationId' | 'source' | 'kind'>;

type Counted<Counters> = Readonly<Record<'publicationId', PublicationId>> & Counters;

/** What a provider counts, by publication. Whose and of what kind each one is, the session knows; of others it passes over. */
export interface ProviderStats {
  readonly roundTripSeconds: number | undefined;
  readonly inbound: readonly Counted<InboundCounters>[];
  readonly outbound: readonly Counted<OutboundCounters>[];
}

/** A row for every publication there is, with what the provider tells of it. */
export interface SessionStats {
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly roundTripSeconds: number | undefined;
  readonly inbound: readonly InboundTrackStats[];
  readonly outbound: readonly OutboundTrackStats[];
}
