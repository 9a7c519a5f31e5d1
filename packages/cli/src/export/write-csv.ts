import type { FileHandle } from 'node:fs/promises';
import type { ExportColumn, ExportTable, ExportValue } from './export-table.ts';

/** As RFC 4180 has it, UTF-8; instants in ISO 8601. How many rows were written. */
export async function writeCsv(file: FileHandle, { columns, rows }: ExportTable): Promise<number> {
  await file.appendFile(`${columns.map(({ name }) => name).join(',')}\r\n`);
  let written = 0;
  for await (const some of rows) {
    await file.appendFile(
      some.map((row) => `${columns.map((column, index) => cell(column, row[index])).join(',')}\r\n`).join(''),
    );
    written += some.length;
  }
  return written;
}

function cell({ type }: ExportColumn, value: ExportValue): string {
  if (value === undefined) return '';
  if (type === 'instant') return new Date(Number(value)).toISOString();
  if (typeof value === 'number') return String(value);
  // A spreadsheet would compute what begins like that: https://owasp.org/www-community/attacks/CSV_Injection.
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
