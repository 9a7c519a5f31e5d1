import type { ConnectionBook } from './connection-book.ts';
import type { Json } from './json.ts';
import type { ProviderId, UserKey } from './ids.ts';
import type { ProviderManifest } from './provider-manifest.ts';
import type { ProviderObservation } from './evidence.ts';
import type { Decimal } from './rate-card.ts';
import type { ProviderSettings, SettingValues } from './provider-settings.ts';
import type { RoomInstances } from './room-instances.ts';
import type { SignallingSocket } from './signalling-socket.ts';

/** A provider's server half: rooms, credentials, webhooks. Verbs reject with `VideoError`. */
export interface ProviderBackend {
  readonly id: ProviderId;
  /**
   * Makes sure that the room is there, and resolves to the name that the vendor knows it by: `request.room`, unless the
   * vendor names rooms itself. Every other verb is given that name, and observations carry it. May be called again.
   */
  createRoom(request: RoomRequest): Promise<string>;
  /**
   * Ends the room for everybody; harmless when it is gone already. Without the capability `endRoom` the room cannot be ended:
   * then everybody who is there is put out, as far as the vendor allows.
   */
  endRoom(room: string): Promise<void>;
  /** What the client half needs to join once, as this participant; good for `ttlSeconds`. */
  mintCredentials(request: CredentialsRequest): Promise<Json>;
  /** Harmless when the participant is gone already; codes: `unsupported` never, the core refuses before. */
  removeParticipant(room: string, participant: string): Promise<void>;
  /** Who is in the room now, as observations of kind `present`; empty when there is no such room. */
  listParticipants(room: string): Promise<readonly ProviderObservation[]>;
  /** Only called with `recording`. Records the whole room from now on; harmless while it is recorded already. */
  startRecording?(room: string): Promise<void>;
  /** Only called with `recording`. Harmless when nothing is recorded. */
  stopRecording?(room: string): Promise<void>;
  /** What the vendor itself counted; absent where it has no usage API. */
  pullUsage?(request: UsageRequest): Promise<readonly VendorUsage[]>;
  /** For how many days after its beginning the vendor's usage API knows a connection; absent where that is not known. */
  readonly usageMemoryDays?: number;
  /** Absent when the vendor sends none. */
  receiveWebhook?(request: WebhookRequest): Promise<WebhookVerdict>;
  /** Absent unless the client half talks to Patchbay's own server. */
  acceptSignalling?(socket: SignallingSocket): void;
  /** Whether the vendor's server answers; never throws. */
  check(): Promise<BackendHealth>;
  close(): Promise<void>;
}

export interface RoomRequest {
  /** Opaque and random. */
  readonly room: string;
  /** The vendor's name of this room from an earlier call; absent in the first one. */
  readonly vendorRoom?: string | undefined;
  readonly maxParticipants: number;
  /** The room may be closed by the vendor when it has been empty for this long. */
  readonly emptyTimeoutSeconds: number;
}

export interface CredentialsRequest {
  readonly room: string;
  /** Opaque, the same for the same `userKey` in the same room. */
  readonly participant: string;
  readonly userKey: UserKey;
  readonly ttlSeconds: number;
}

export interface UsageRequest {
  /** Milliseconds since the Unix epoch; connections that began in `[from, to)`. */
  readonly from: number;
  readonly to: number;
  /** Only these rooms, by the vendor's names; undefined for all that the account has. */
  readonly rooms: readonly string[] | undefined;
}

/** One line of a vendor's own count: a connection where it tells that much, else a room, a day or a month. */
export interface VendorUsage {
  /** The vendor's name of the room; undefined for a line about the whole account. */
  readonly room: string | undefined;
  /** The participant id that Patchbay minted; undefined where the vendor does not tell. */
  readonly participant: string | undefined;
  /** The vendor's id of the connection, as in observations. */
  readonly connection: string | undefined;
  /** Milliseconds since the Unix epoch; `endedAt` is undefined while it goes on. */
  readonly startedAt: number;
  readonly endedAt: number | undefined;
  /** Presence in seconds, summed over everybody the line is about; undefined where it is not known yet. */
  readonly participantSeconds: number | undefined;
  /** How coarsely the vendor counts, in seconds; 1 unless given. */
  readonly precisionSeconds?: number;
  /** What the vendor says it costs; undefined where it does not. */
  readonly amount: { readonly currency: string; readonly value: Decimal } | undefined;
}

export interface WebhookRequest {
  /** Lower-case names. */
  readonly headers: ReadonlyMap<string, string>;
  /** The bytes as received; signatures are over these. */
  readonly body: Uint8Array;
  /** Milliseconds since the Unix epoch. */
  readonly receivedAt: number;
}

export type WebhookVerdict =
  /** `deliveryId` is the same for redeliveries of one event. `reply` is the body of the answer, where a vendor asks for one. */
  | {
      readonly accepted: true;
      readonly deliveryId: string;
      readonly observations: readonly ProviderObservation[];
      readonly reply?: Json;
    }
  | { readonly accepted: false; readonly reason: WebhookRefusal };

export type WebhookRefusal = 'signature-missing' | 'signature-invalid' | 'too-old' | 'malformed';

export interface BackendHealth {
  readonly reachable: boolean;
  /** One sentence for the operator; no secrets. */
  readonly detail: string;
}

/** What the server lends a backend. Nothing here is a singleton; tests pass their own. */
export interface BackendContext {
  /** Where browsers reach Patchbay's server, without a trailing slash. */
  readonly publicUrl: string;
  /**
   * Has a deadline per attempt and honours rate limits: what a vendor answers with 429 is asked again after `Retry-After`, or
   * with a growing pause, a few times. Rejects with `VideoError` (`unreachable`, `timeout`) when there is no answer at all.
   */
  readonly fetch: typeof fetch;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  readonly randomId: () => string;
  /** Signs a value for this provider only; the text is safe in a URL or a header. */
  readonly seal: (value: Json, ttlSeconds: number) => Promise<string>;
  /** The sealed value, or undefined when it is forged or expired. */
  readonly open: (sealed: string) => Promise<Json | undefined>;
  /** Whom credentials for this room were ever minted for, over restarts: for vendors that know people by less than their id. */
  readonly participantsOf: (room: string) => Promise<readonly string[]>;
  readonly connections: ConnectionBook;
  /** For facts that arise in this process, such as a signalling connection that closed. */
  readonly observe: (observation: ProviderObservation) => void;
  /** For rooms in this process's memory; undefined where the server runs by itself. */
  readonly instances?: RoomInstances | undefined;
}

/** What the composition root lists per provider. `create` may load the vendor's server SDK. */
export interface ProviderBackendDescriptor {
  readonly manifest: ProviderManifest;
  readonly settings: ProviderSettings;
  /** Which of the manifest's deployments these settings mean. */
  readonly deploymentOf: (settings: SettingValues) => string;
  create(settings: SettingValues, context: BackendContext): Promise<ProviderBackend>;
}
