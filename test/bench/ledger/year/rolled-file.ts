import { DatabaseSync } from 'node:sqlite';
import type { RolledTable } from './aggregate-rollups.ts';

/** The file of a ledger that nobody has open, past the ledger: what the book keeps in it is written and read as it is. */
export interface RolledFile {
  fill(rows: RolledTable): void;
  /** All rows of what a report reads, as text, in order. */
  tables(): Readonly<Record<string, readonly string[]>>;
  /** The days at which the book splits months. */
  ruleDates(): readonly string[];
  close(): void;
}

const read = ['ledger_hour', 'ledger_month', 'ledger_month_short'];

export function openRolledFile(path: string): RolledFile {
  const database = new DatabaseSync(path);
  const all = (table: string): readonly string[] =>
    database
      .prepare(`SELECT * FROM ${table}`)
      .all()
      .map((row) => JSON.stringify(row))
      .sort();
  return {
    fill: ({ table, columns, rows }) => {
      const places = columns.map(() => '?').join(', ');
      const insert = database.prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${places})`);
      database.exec('BEGIN');
      for (const row of rows) insert.run(...row);
      database.exec('COMMIT');
    },
    tables: () => Object.fromEntries(read.map((table) => [table, all(table)])),
    ruleDates: () =>
      database
        .prepare('SELECT day FROM ledger_rule_date ORDER BY day')
        .all()
        .map(({ day }) => String(day)),
    close: () => database.close(),
  };
}
