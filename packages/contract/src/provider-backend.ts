import type { Json } from './json.ts';
import type { ProviderId, UserKey } from './ids.ts';
import type { ProviderManifest } from './provider-manifest.ts';
import type { ProviderObservation } from './evidence.ts';
import type { ProviderSettings, SettingValues } from './provider-settings.ts';

/** A provider's server half: rooms, credentials, webhooks. Verbs reject with `VideoError`. */
export interface ProviderBackend {
  readonly id: ProviderId;
  /** Idempotent per room name. `room` is opaque and random. */
  createRoom(request: RoomRequest): Promise<void>;
  /** Ends the room for everybody; harmless when it is gone already. */
  endRoom(room: string): Promise<void>;
  /** What the client half needs to join once, as this participant; good for `ttlSeconds`. */
  mintCredentials(request: CredentialsRequest): Promise<Json>;
  /** Harmless when the participant is gone already; codes: `unsupported` never, the core refuses before. */
  removeParticipant(room: string, participant: string): Promise<void>;
  /** Who is in the room now, as observations of kind `present`; empty when there is no such room. */
  listParticipants(room: string): Promise<readonly ProviderObservation[]>;
  /** Absent when the vendor sends none. */
  receiveWebhook?(request: WebhookRequest): Promise<WebhookVerdict>;
  /** Absent unless the client half talks to Patchbay's own server. */
  acceptSignalling?(socket: SignallingSocket): void;
  /** Whether the vendor's server answers; never throws. */
  check(): Promise<BackendHealth>;
  close(): Promise<void>;
}

export interface RoomRequest {
  readonly room: string;
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

export interface WebhookRequest {
  /** Lower-case names. */
  readonly headers: ReadonlyMap<string, string>;
  /** The bytes as received; signatures are over these. */
  readonly body: Uint8Array;
  /** Milliseconds since the Unix epoch. */
  readonly receivedAt: number;
}

export type WebhookVerdict =
  /** `deliveryId` is the same for redeliveries of one event. */
  | {
      readonly accepted: true;
      readonly deliveryId: string;
      readonly observations: readonly ProviderObservation[];
    }
  | { readonly accepted: false; readonly reason: WebhookRefusal };

export type WebhookRefusal = 'signature-missing' | 'signature-invalid' | 'too-old' | 'malformed';

/** One browser's signalling connection; text frames. Listeners are set in the same tick as `acceptSignalling`. */
export interface SignallingSocket {
  send(text: string): void;
  close(code: number, reason: string): void;
  onMessage(listener: (text: string) => void): void;
  onClose(listener: () => void): void;
}

export interface BackendHealth {
  readonly reachable: boolean;
  /** One sentence for the operator; no secrets. */
  readonly detail: string;
}

/** What the server lends a backend. Nothing here is a singleton; tests pass their own. */
export interface BackendContext {
  /** Where browsers reach Patchbay's server, without a trailing slash. */
  readonly publicUrl: string;
  readonly fetch: typeof fetch;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  readonly randomId: () => string;
  /** Signs a value for this provider only; the text is safe in a URL or a header. */
  readonly seal: (value: Json, ttlSeconds: number) => Promise<string>;
  /** The sealed value, or undefined when it is forged or expired. */
  readonly open: (sealed: string) => Promise<Json | undefined>;
  /** For facts that arise in this process, such as a signalling connection that closed. */
  readonly observe: (observation: ProviderObservation) => void;
}

/** What the composition root lists per provider. `create` may load the vendor's server SDK. */
export interface ProviderBackendDescriptor {
  readonly manifest: ProviderManifest;
  readonly settings: ProviderSettings;
  /** Which of the manifest's deployments these settings mean. */
  readonly deploymentOf: (settings: SettingValues) => string;
  create(settings: SettingValues, context: BackendContext): Promise<ProviderBackend>;
}
