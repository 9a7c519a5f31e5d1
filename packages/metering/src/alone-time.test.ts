import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { aloneTimes } from './alone-time.ts';

test.each([
  [[], []],
  [[[0, 10]], [10]],
  [
    [
      [0, 10],
      [5, 20],
    ],
    [5, 10],
  ],
  [
    [
      [0, 30],
      [10, 20],
    ],
    [20, 0],
  ],
  [
    [
      [0, 10],
      [10, 20],
    ],
    [10, 10],
  ],
  [
    [
      [0, 10],
      [0, 10],
    ],
    [0, 0],
  ],
  [[[5, 5]], [0]],
])('%j were alone for %j', (spans, alone) => {
  expect(aloneTimes(spans.map(([start = 0, end = 0]) => ({ start, end })))).toEqual(alone);
});

test('is what counting every instant finds', () => {
  const span = fc
    .tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 30 }))
    .map(([a, b]) => ({ start: Math.min(a, b), end: Math.max(a, b) }));
  fc.assert(
    fc.property(fc.array(span, { maxLength: 6 }), (spans) => {
      const counted = spans.map(
        ({ start, end }, index) =>
          Array.from({ length: end - start }, (_, step) => start + step + 0.5).filter((instant) =>
            spans.every((other, at) => at === index || instant < other.start || instant > other.end),
          ).length,
      );
      expect(aloneTimes(spans)).toEqual(counted);
    }),
  );
});
