import { describe, expect, test } from 'vitest';
import { decodeText, encodeText, fitsMessage } from './text-message.ts';

describe('text messages', () => {
  test('come back as they were sent', () => {
    expect(decodeText(encodeText('Take it twice a day.'))).toBe('Take it twice a day.');
  });

  test.each([
    [null],
    [7],
    ['text'],
    [[]],
    [{}],
    [{ kind: 'text' }],
    [{ kind: 'text', text: 7 }],
    [{ kind: 'other', text: 'x' }],
    [encodeText('  ')],
  ])('%j is none', (message) => {
    expect(decodeText(message)).toBeUndefined();
  });

  test('are measured in bytes of JSON', () => {
    const overhead = JSON.stringify(encodeText('')).length;
    expect(fitsMessage('abcd', overhead + 4)).toBe(true);
    expect(fitsMessage('abcde', overhead + 4)).toBe(false);
    expect(fitsMessage('éé', overhead + 4)).toBe(true);
    expect(fitsMessage('ééé', overhead + 4)).toBe(false);
  });
});
