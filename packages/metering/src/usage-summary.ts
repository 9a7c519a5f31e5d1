import type {
  MediaClass as ReceivedClass,
  ConsultId,
  ParticipantClass,
  ProviderId,
} from '@patchbay/contract';

/** A calendar month in UTC, `YYYY-MM`. */
export type UsageMonth = string;

/** What a connection carried. `unknown` where no evidence tells: price it as video. */
export type MediaClass = 'audio' | 'video' | 'unknown';

/** One billable connection's share of one month. */
export interface UsageConnection {
  readonly consultId: ConsultId;
  /** Keyed hash; undefined for a connection that belongs to nobody known. */
  readonly person: string | undefined;
  readonly connection: string;
  readonly participantClass: ParticipantClass;
  /** Milliseconds since the Unix epoch, of the part within the month; absent when it is not known. */
  readonly startedAt?: number;
  /** Observed seconds within the month, with fractions. */
  readonly seconds: number;
  /** The true seconds differ from `seconds` by at most this. */
  readonly errorBoundSeconds: number;
  /** Of the observed seconds, those that were spent alone in the room; absent when it is not known. */
  readonly aloneSeconds?: number;
  /** In all of its time, in other months too. */
  readonly mediaClass: MediaClass;
  /**
   * Of the observed seconds, those of which it is known what was received, by the pixels of all videos together; what is left over is of
   * none known. Absent where nobody looked.
   */
  readonly secondsByClass?: Readonly<Partial<Record<ReceivedClass, number>>>;
  /** Of the observed seconds, those in which video was received whose pixels are not known. */
  readonly unsizedSeconds?: number;
  /** Bytes received, and in how many of the observed seconds they were counted; absent where they were not. */
  readonly downstream?: { readonly bytes: number; readonly seconds: number };
}

/** What one provider carried in one month: all that a bill or a build estimate is computed from. */
export interface UsageSummary {
  readonly provider: ProviderId;
  /** Which of the manifest's deployments carried it; absent when nobody said. */
  readonly deployment?: string;
  readonly month: UsageMonth;
  readonly connections: readonly UsageConnection[];
  /** The sum of the connections' seconds, every class: what a vendor calls a participant. */
  readonly participantSeconds: number;
  /** Exact, over the connections' intervals. */
  readonly peakConcurrentParticipants: number;
  /** Consults with at least one connection at the same instant. */
  readonly peakConcurrentRooms: number;
}
