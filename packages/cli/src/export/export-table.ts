/** A column of an exported table. Instants are milliseconds since the Unix epoch. */
export interface ExportColumn {
  readonly name: string;
  readonly type: 'text' | 'number' | 'count' | 'instant';
}

export type ExportValue = string | number | undefined;

/** A table in pieces, so that a long one is never in memory at once. */
export interface ExportTable {
  readonly columns: readonly ExportColumn[];
  readonly rows: AsyncIterable<readonly (readonly ExportValue[])[]>;
}
