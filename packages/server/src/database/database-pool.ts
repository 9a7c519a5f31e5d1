import type { PostgresClient, PostgresPool } from '@patchbay/metering';

/**
 * The part of a pool of `pg` that this server uses, written down structurally. One for the whole process: the stores, the
 * channel between instances and the turns of background work share it.
 */
export interface DatabasePool extends PostgresPool {
  connect(): Promise<DatabaseClient>;
  /** Resolves when every connection is closed. */
  end(): Promise<void>;
}

/** One connection, until it is released. */
export interface DatabaseClient extends PostgresClient {
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'end', listener: () => void): unknown;
  on(
    event: 'notification',
    listener: (notification: { readonly channel: string; readonly payload?: string | undefined }) => void,
  ): unknown;
  off(event: 'error', listener: (error: Error) => void): unknown;
}
