import type { Paint, Tone } from './paint.ts';

export type Cell = string | { readonly text: string; readonly tone: Tone };

export interface Column {
  readonly heading: string;
  readonly align?: 'right';
}

const textOf = (cell: Cell): string => (typeof cell === 'string' ? cell : cell.text);
const toneOf = (cell: Cell): Tone => (typeof cell === 'string' ? 'plain' : cell.tone);

/** Aligned columns, two spaces apart, indented by two; every line ends with a newline and none with a space. */
export function textTable(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  paint: Paint,
): string {
  const widths = columns.map(({ heading }, index) =>
    Math.max(heading.length, ...rows.map((row) => textOf(row[index] ?? '').length)),
  );
  const line = (cells: readonly Cell[]): string => {
    const last = cells.findLastIndex((cell) => textOf(cell) !== '');
    const texts = cells.slice(0, last + 1).map((cell, index) => {
      const text = textOf(cell);
      const gap = ' '.repeat((widths[index] ?? 0) - text.length);
      const painted = paint(toneOf(cell), text);
      if (columns[index]?.align === 'right') return gap + painted;
      return index === last ? painted : painted + gap;
    });
    return `  ${texts.join('  ')}\n`;
  };
  const headings = columns.map(({ heading }): Cell => ({ text: heading, tone: 'strong' }));
  return [headings, ...rows].map(line).join('');
}
