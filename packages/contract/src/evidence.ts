import type { CarriedMedia } from './carried-media.ts';
import type { ConsultId, ProviderId } from './ids.ts';

/** What is present: people are billed and counted, the others only billed. */
export type ParticipantClass = 'person' | 'recorder' | 'agent' | 'sip';

/** Who says so. */
export type EvidenceSource = 'heartbeat' | 'webhook' | 'signalling' | 'roster-poll' | 'vendor-usage';

/**
 * What a provider's server half learns from a webhook or a poll, in the vendor's own ids: one participant, or the room.
 * The server matches `room` to a consult and replaces `participant` by a keyed hash before anything is stored.
 */
export interface ProviderObservation {
  readonly kind: 'joined' | 'present' | 'left' | 'room-started' | 'room-ended';
  /** The vendor's name of the room, as `createRoom` told it. */
  readonly room: string;
  /** The participant id that Patchbay minted; undefined for the room's own events. */
  readonly participant: string | undefined;
  /** The vendor's id of this one connection; a rejoin brings another. Undefined for the room's own events. */
  readonly connection: string | undefined;
  readonly participantClass: ParticipantClass;
  /** The vendor's time, milliseconds since the Unix epoch. */
  readonly at: number;
  /** How coarse the vendor's clock is in this fact, in milliseconds (LiveKit's leave time is whole seconds: 1000). */
  readonly precision: number;
  readonly source: Exclude<EvidenceSource, 'heartbeat'>;
}

/** One row of the ledger: a fact about one connection, or about the whole room. Never changed once written. */
export interface Evidence {
  /** A hash of what makes the fact the same fact, so that a redelivery is the same row. */
  readonly id: string;
  readonly kind: ProviderObservation['kind'];
  readonly source: EvidenceSource;
  readonly provider: ProviderId;
  readonly tenant: string;
  readonly consultId: ConsultId;
  /** Keyed hash; undefined for the room's own events. */
  readonly person: string | undefined;
  readonly connection: string | undefined;
  readonly participantClass: ParticipantClass;
  /** When it happened by its source's clock, milliseconds since the Unix epoch. */
  readonly at: number;
  readonly precision: number;
  /** When the server received it, milliseconds since the Unix epoch. */
  readonly receivedAt: number;
  /** Heartbeats only: their count and monotonic milliseconds since `joined`, which no clock change can distort. */
  readonly beat?: { readonly sequence: number; readonly elapsed: number };
  /** Heartbeats only, of pages that tell. */
  readonly carried?: CarriedMedia;
}
