/** The part of a pool of `pg` that instances use to reach each other; see `PostgresPool` of the metering package. */
export interface InstancesPool {
  query(text: string, values?: unknown[]): Promise<QueryResult>;
  connect(): Promise<ListeningClient>;
}

export interface QueryResult {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** One connection of the pool, for as long as it lasts. */
export interface ListeningClient {
  query(text: string, values?: unknown[]): Promise<QueryResult>;
  /** With an error the connection is thrown away. */
  release(error?: Error): void;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'end', listener: () => void): unknown;
  on(event: 'notification', listener: (notification: Notification) => void): unknown;
}

export interface Notification {
  readonly channel: string;
  readonly payload?: string | undefined;
}
