import type { Json, ProviderDescriptor, ProviderId, UserKey } from '@patchbay/contract';
import type { SessionEnvironment } from '@patchbay/session';

/** How near to the vendor a run was; printed wherever a result is shown. */
export type Assurance = 'real' | 'emulated' | 'fake' | 'live';

/** What a harness may be unable to bring about, which is no fault of the adapter. */
export type HarnessAbility =
  | 'kick'
  | 'end'
  | 'interrupt'
  | 'room-limit'
  | 'refused-credentials'
  | 'unreachable-credentials';

/** What stands behind the sessions: rooms, and what a vendor's console and its bad days do to them. */
export interface HarnessBackend {
  /** Why each ability that is missing is missing; shown in the parity matrix. */
  readonly cannot?: Readonly<Partial<Record<HarnessAbility, string>>>;
  openRoom(options?: HarnessRoomOptions): Promise<HarnessRoom>;
  /** Credentials that the vendor refuses. */
  refusedCredentials(): Promise<Json>;
  /** Credentials for a server that does not answer. */
  unreachableCredentials(): Promise<Json>;
  close(): Promise<void>;
}

export interface HarnessRoomOptions {
  readonly maxParticipants?: number;
}

/** One room of its own per call; scenarios run beside each other. */
export interface HarnessRoom {
  /** To join this room once; the same `userKey` is the same participant. */
  credentials(userKey: UserKey): Promise<Json>;
  kick(userKey: UserKey): Promise<void>;
  end(): Promise<void>;
  /** Cuts the person's connection; the function returned restores it. */
  interrupt?(userKey: UserKey): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

/** A provider with all it takes to put it through the scenarios. */
export interface ProviderHarness extends HarnessBackend {
  readonly provider: ProviderId;
  readonly assurance: Assurance;
  readonly descriptor: ProviderDescriptor;
  /** What the sessions' surroundings differ in from the real ones. Without devices the kit lends fake ones. */
  readonly environment?: Partial<SessionEnvironment>;
  /** Pictures and sound really flow: scenarios then look at them. */
  readonly mediaIsReal: boolean;
  /** Each load of the descriptor lives in a page of its own, so that people can meet over an SDK that lives once in a page. */
  readonly pagePerPerson?: boolean;
}
