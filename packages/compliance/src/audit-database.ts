/**
 * What a trail needs of a database that speaks PostgreSQL 14 or later, written down structurally: this package depends on no
 * driver. Numbers of eight bytes come as text.
 */
export interface AuditDatabase extends AuditQueries {
  /** Runs one transaction; when the work rejects it is rolled back, and this rejects with the same. */
  transact<Result>(work: (queries: AuditQueries) => Promise<Result>): Promise<Result>;
}

export interface AuditQueries {
  query(
    text: string,
    values?: unknown[],
  ): Promise<{ readonly rows: readonly Readonly<Record<string, unknown>>[] }>;
}
