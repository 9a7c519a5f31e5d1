import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { paintOf } from './paint.ts';
import { textTable } from './text-table.ts';

const columns = [{ heading: 'name' }, { heading: 'amount', align: 'right' }, { heading: 'why' }] as const;
const rows = [
  ['mesh', '$5.00', { text: 'amber: assumed', tone: 'amber' }],
  ['livekit', '$1,500.00', ''],
] as const;

describe('textTable', () => {
  test('aligns columns and leaves no space at the end of a line', () => {
    expect(textTable(columns, rows, paintOf({ colour: false }))).toBe(
      ['  name        amount  why', '  mesh         $5.00  amber: assumed', '  livekit  $1,500.00', ''].join(
        '\n',
      ),
    );
  });

  test('is as wide with colours as without', () => {
    const coloured = textTable(columns, rows, paintOf({ colour: true }));
    expect(coloured).toContain('\u001B[33m');
    const plain = stripVTControlCharacters(coloured);
    expect(plain).toBe(textTable(columns, rows, paintOf({ colour: false })));
  });
});
