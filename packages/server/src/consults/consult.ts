import type { ConsultFeature, ConsultId, ProviderId } from '@patchbay/contract';

/**
 * `opening` while its room is being made, `open` from then on, `ended` for good; `failed` when no provider could open it.
 */
export type ConsultState = 'opening' | 'open' | 'ended' | 'failed';

/** A provider that carries a consult, as it was configured when the consult was created. */
export interface Carrier {
  readonly provider: ProviderId;
  readonly deployment: string;
}

/** What the app's backend asks for. */
export interface ConsultRequest {
  readonly phi: boolean;
  readonly features: readonly ConsultFeature[];
  readonly maxParticipants: number;
}

/** One consult as it is kept. Nothing in it names a person. */
export interface Consult extends ConsultRequest {
  readonly id: ConsultId;
  readonly tenant: string;
  /** The first one is what tickets name; the others come along as fallback. */
  readonly carriers: readonly [Carrier, ...Carrier[]];
  /** Random and opaque; the same on every carrier. */
  readonly room: string;
  readonly state: ConsultState;
  /** Milliseconds since the Unix epoch. */
  readonly createdAt: number;
  readonly endedAt: number | undefined;
}
