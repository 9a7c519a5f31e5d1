import { describe, expect, test } from 'vitest';
import { valueText } from './value-text.ts';

describe('valueText', () => {
  test.each([
    [undefined, 'not stated'],
    [[], 'none'],
    [['video', 'sip'], 'video, sip'],
    ['0.004', '0.004'],
    [10, '10'],
    [
      [
        { upTo: '1000', price: '0.5' },
        { upTo: undefined, price: '0.4' },
      ],
      '$0.5 up to 1000, $0.4',
    ],
  ])('%o', (value, text) => {
    expect(valueText(value)).toBe(text);
  });
});
