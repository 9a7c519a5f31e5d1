import type { RandomSource } from './random-source.ts';

/** The items in a random order. */
export function shuffled<Item>(random: RandomSource, items: readonly Item[]): readonly Item[] {
  return items
    .map((item) => ({ item, place: random.between(0, 1_000_000_000) }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}
