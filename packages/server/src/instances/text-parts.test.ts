import { expect, test } from 'vitest';
import { partsOf, textJoiner } from './text-parts.ts';

test.each([
  ['', 1],
  ['short', 1],
  ['ü'.repeat(120_000), 25],
])('a text is whole again after its parts', (text, least) => {
  const parts = partsOf(text, 9_999);
  expect(parts.length).toBeGreaterThanOrEqual(least);
  expect(Math.max(...parts.map(({ length }) => length))).toBeLessThanOrEqual(9_999);
  const joiner = textJoiner(1_000_000);
  const joined = parts.map((part) => joiner.add(part));
  expect(joined.slice(0, -1)).toEqual(parts.slice(1).map(() => 'incomplete'));
  expect(joined.at(-1)).toEqual({ text });
});

test('what is too long is given up, and so is what was cut off; the next text is not', () => {
  const joiner = textJoiner(100);
  const [first, second] = partsOf('x'.repeat(150), 80);
  if (first === undefined || second === undefined) throw new Error('Too few parts.');
  expect([joiner.add(first), joiner.add(second)]).toEqual(['incomplete', 'too-long']);
  expect(joiner.add(first)).toBe('incomplete');
  joiner.clear();
  expect(partsOf('fine', 80).map((part) => joiner.add(part))).toEqual([{ text: 'fine' }]);
});
