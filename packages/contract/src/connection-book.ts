/**
 * Who connections are, for vendors that list them by ids of their own: kept where every instance of the server finds it, over
 * restarts, until the consult is over. Rejects when the store cannot be used.
 */
export interface ConnectionBook {
  /** Harmless when it is known already. Nothing is kept of a room of no open consult. */
  remember(room: string, connection: string, participant: string): Promise<void>;
  /** Participants by connection, also of connections that are gone meanwhile. */
  in(room: string): Promise<ReadonlyMap<string, string>>;
}
