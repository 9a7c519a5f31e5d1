import { expect, test } from 'vitest';
import { isFirst } from './is-first.ts';

const others = (all: readonly number[], self: number): ReadonlySet<number> =>
  new Set(all.filter((each) => each !== self));
const turnsOf = (all: readonly number[], ids: readonly string[]): readonly (number | undefined)[] =>
  ids.map((id) => {
    const [first, ...more] = all.filter((self) => isFirst(self, others(all, self), id));
    expect(more).toEqual([]);
    return first;
  });

test('each id is exactly one instance’s, evenly, and stays so when another goes', () => {
  const ids = Array.from({ length: 3_000 }, (_, index) => `consult-${index}`);
  const all = [7, 1_234_567_890, 42, 99];
  const before = turnsOf(all, ids);
  for (const instance of all)
    expect(before.filter((each) => each === instance).length).toBeGreaterThan(3_000 / 4 / 1.3);
  const after = turnsOf(all.slice(1), ids);
  const moved = before.filter((each, index) => each !== after[index]);
  expect(new Set(moved)).toEqual(new Set([7]));
});

test('a single one sees to everything', () => {
  expect(isFirst(5, new Set(), 'consult')).toBe(true);
});
