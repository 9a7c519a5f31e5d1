import type { ExportColumn, ExportTable, ExportValue } from './export-table.ts';

const types = { text: 'STRING', number: 'DOUBLE', count: 'INT32', instant: 'TIMESTAMP' } as const;

/** Rows that are encoded together. */
const rowGroup = 100_000;

/** With Snappy, a group of rows at a time. How many rows were written. */
export async function writeParquet(path: string, { columns, rows }: ExportTable): Promise<number> {
  // No other command needs it, nor does a server.
  const { fileWriter, ParquetWriter, schemaFromColumnData } = await import('hyparquet-writer');
  const columnsOf = (some: readonly (readonly ExportValue[])[]) =>
    columns.map((column, index) => ({
      name: column.name,
      type: types[column.type],
      data: some.map((row) => valueOf(column, row[index])),
    }));
  const writer = new ParquetWriter({
    writer: fileWriter(path),
    schema: schemaFromColumnData({ columnData: columnsOf([]) }),
    createdBy: 'patchbay',
  });
  let [pending, written]: [(readonly ExportValue[])[], number] = [[], 0];
  const flush = async (): Promise<void> => {
    if (pending.length > 0) await writer.write({ columnData: columnsOf(pending), rowGroupSize: rowGroup });
    written += pending.length;
    pending = [];
  };
  for await (const some of rows) {
    pending = pending.concat(some);
    if (pending.length >= rowGroup) await flush();
  }
  await flush();
  await writer.finish();
  return written;
}

function valueOf({ type }: ExportColumn, value: ExportValue): string | number | Date | undefined {
  return type === 'instant' && value !== undefined ? new Date(Number(value)) : value;
}
