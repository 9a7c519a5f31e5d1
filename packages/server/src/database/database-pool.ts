/**
 * The part of a pool of `pg` that this server uses, written down structurally. One for the whole process: the stores, the
 * channel between instances and the turns of background work share it.
 */
export interface DatabasePool {
  query(text: string, values?: unknown[]): Promise<DatabaseResult>;
  connect(): Promise<DatabaseClient>;
  /** Resolves when every connection is closed. */
  end(): Promise<void>;
}

export interface DatabaseResult {
  /** Numbers of eight bytes come as text. */
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** One connection, until it is released. */
export interface DatabaseClient {
  query(text: string, values?: unknown[]): Promise<DatabaseResult>;
  /** With an error the connection is thrown away. */
  release(error?: Error): void;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'end', listener: () => void): unknown;
  on(
    event: 'notification',
    listener: (notification: { readonly channel: string; readonly payload?: string | undefined }) => void,
  ): unknown;
  off(event: 'error', listener: (error: Error) => void): unknown;
}
