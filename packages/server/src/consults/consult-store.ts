import type { ConsultId, ProviderId } from '@patchbay/contract';
import type { Consult } from './consult.ts';
import type { StateChange, UnfinishedChange } from './state-change.ts';

/**
 * Consults on disk: what has resolved has been written. Several servers may share one store, so what depends on a state is
 * one step that says whether it was taken. Rejects with `StoreError`, and then nothing was written.
 */
export interface ConsultStore {
  insert(consult: Consult): Promise<void>;
  find(id: ConsultId): Promise<Consult | undefined>;
  /** Those among them that there are, by their ids; asked of the store once. */
  findAll(ids: readonly ConsultId[]): Promise<ReadonlyMap<ConsultId, Consult>>;
  /** By the name that this provider knows a room by. */
  findByRoom(provider: ProviderId, room: string): Promise<Consult | undefined>;
  /** The consult's room at this provider, by the provider's name; the newest where it was made again. */
  roomAt(id: ConsultId, provider: ProviderId): Promise<string | undefined>;
  rememberRoom(id: ConsultId, provider: ProviderId, room: string): Promise<void>;
  /** Consults in state `open`, oldest first. */
  open(): Promise<readonly Consult[]>;
  /** Consults in state `opening` that were created before then, in milliseconds since the Unix epoch. */
  openingSince(before: number): Promise<readonly Consult[]>;
  /** From `opening` to `open`; false when it was not opening any more. Unfinished from then on, as what follows. */
  markOpen(id: ConsultId, carriers: Consult['carriers'], change: StateChange): Promise<boolean>;
  /** From `opening` to `failed`; false when it was not opening any more. */
  markFailed(id: ConsultId, change: StateChange): Promise<boolean>;
  /** To `ended` from any state but that; true for the one call that ended it. */
  markEnded(id: ConsultId, change: StateChange): Promise<boolean>;
  /** Changes that are unfinished and due by then; the longest due first, some hundred at most. */
  unfinished(dueBy: number): Promise<readonly UnfinishedChange[]>;
  /** Puts off when it is due; true for the one who may see to it until then. */
  claim(change: UnfinishedChange, dueAt: number): Promise<boolean>;
  /** Nothing is left to be done of it; who was who in a consult that has ended is forgotten. Harmless when it is finished already. */
  finish(id: ConsultId, kind: UnfinishedChange['kind']): Promise<void>;
  /**
   * Whose ledger key a participant id of a consult stands for; both are keyed hashes. False, and nothing written, when the
   * consult is not open.
   */
  takeSeat(id: ConsultId, participant: string, person: string): Promise<boolean>;
  /** Everybody that a ticket of the consult was ever given to, by the id that vendors see. */
  participantsOf(id: ConsultId): Promise<readonly string[]>;
  /**
   * Who a connection at a provider is, by the participant's opaque id: as it was told first, and until the consult's end is
   * finished. Nothing is kept of a room of no open consult.
   */
  rememberConnection(
    provider: ProviderId,
    room: string,
    connection: string,
    participant: string,
  ): Promise<void>;
  /** Participants by connection. */
  connectionsIn(provider: ProviderId, room: string): Promise<ReadonlyMap<string, string>>;
  /** Undefined for somebody who joined past Patchbay. */
  personIn(id: ConsultId, participant: string): Promise<string | undefined>;
  /**
   * Forgets that a person had a seat in consults of the tenant that ended before then: nothing says any more who of those whom
   * the vendor saw it was. `waiting`: consults that did not.
   */
  forgetSeats(tenant: string, person: string, endedBefore: number): Promise<ForgottenSeats>;
  /** Whether this webhook delivery was recorded before. */
  hasDelivery(provider: ProviderId, deliveryId: string): Promise<boolean>;
  /** Remembers a delivery; true for the one call that it was new to. Forgets those received before `forgetBefore`. */
  recordDelivery(
    provider: ProviderId,
    deliveryId: string,
    receivedAt: number,
    forgetBefore: number,
  ): Promise<boolean>;
  /** Rejects when the store cannot be read. */
  check(): Promise<void>;
  /** May be called again. */
  close(): Promise<void>;
}

export interface ForgottenSeats {
  readonly forgotten: number;
  readonly waiting: number;
}
