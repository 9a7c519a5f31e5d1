/**
 * The part of a pool of `pg` that the stores use, written down structurally: the application hands in its own pool, and this
 * package depends on no driver. Anything that speaks to PostgreSQL 14 or later in this way will do.
 */
export interface PostgresPool extends PostgresQueries {
  connect(): Promise<PostgresClient>;
}

export interface PostgresQueries {
  query(text: string, values?: unknown[]): Promise<PostgresResult>;
  /** The same; the server plans it once per connection, and knows it by its name from then on. */
  query(statement: NamedStatement): Promise<PostgresResult>;
}

export interface NamedStatement {
  readonly name: string;
  readonly text: string;
  values?: unknown[];
}

export interface PostgresClient extends PostgresQueries {
  /** With an error the connection is thrown away. */
  release(error?: Error): void;
  /** An emitter's: a connection that breaks between two queries is told of here, and ends the process if nobody listens. */
  on?(event: 'error', listener: (error: Error) => void): unknown;
  off?(event: 'error', listener: (error: Error) => void): unknown;
}

export interface PostgresResult {
  readonly rows: readonly PostgresRow[];
}

/** Numbers of eight bytes come as text. */
export type PostgresRow = Readonly<Record<string, unknown>>;

/** Runs one transaction; a failure rolls it back, and a connection that failed is thrown away. */
export async function inTransaction<Result>(
  pool: PostgresPool,
  work: (client: PostgresQueries) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  // The next query fails and says why.
  const heard = (): void => undefined;
  client.on?.('error', heard);
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    client.release();
    return result;
  } catch (error) {
    const broken = await client.query('ROLLBACK').then(
      () => undefined,
      (failure: unknown) => (failure instanceof Error ? failure : new Error('The connection broke.')),
    );
    client.release(broken);
    throw error;
  } finally {
    client.off?.('error', heard);
  }
}
