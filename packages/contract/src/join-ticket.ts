import type { CarriedMedia } from './carried-media.ts';
import type { Capabilities } from './capabilities.ts';
import type { ConsultId, ProviderId, UserKey } from './ids.ts';
import type { Json } from './json.ts';

/**
 * What a browser needs for one consult and all it ever learns of the vendor. Minted by Patchbay's server after the gates
 * allowed it, for one person, short-lived. JSON.
 */
export interface JoinTicket {
  readonly version: 1;
  readonly consultId: ConsultId;
  readonly provider: ProviderId;
  /** What the provider can do under the BAA that covers this consult. */
  readonly capabilities: Capabilities;
  /** For the provider's client half only. */
  readonly credentials: Json;
  readonly participant: { readonly userKey: UserKey };
  readonly metering: MeteringGrant;
  /** Milliseconds since the Unix epoch; a join must begin before. */
  readonly expiresAt: number;
  /** Tickets for other providers, tried in order when this one cannot be reached. */
  readonly fallback?: readonly JoinTicket[];
}

/** Where and as whom presence is reported. */
export interface MeteringGrant {
  /** Absolute URL of the heartbeat endpoint. */
  readonly endpoint: string;
  /** Bearer token, good for heartbeats of this participant in this consult only. */
  readonly token: string;
  readonly intervalSeconds: number;
}

/** The body of one heartbeat. The connection's identity is in the token; nothing here names a person. */
export interface Heartbeat {
  /** Random per join, so that a reload is another connection. */
  readonly connectionId: string;
  /** Counts up from 0 within one connection. */
  readonly sequence: number;
  readonly kind: 'joined' | 'present' | 'left';
  /** The browser's clock, milliseconds since the Unix epoch. */
  readonly at: number;
  /** Milliseconds since `joined` by a monotonic clock: survives a clock that is set during the call. */
  readonly elapsed: number;
  /** Absent until something was looked at. */
  readonly carried?: CarriedMedia;
}
