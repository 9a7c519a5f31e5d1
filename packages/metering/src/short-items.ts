/** What is counted as one item when it is rounded up, and which part of its time. */
export type ShortKind = 'connection' | 'connection-company' | 'participant' | 'participant-company';

/** Items of so many whole seconds, rounded up: what a minimum adds to each is known from this. */
export interface ShortItems {
  readonly kind: ShortKind;
  /** From 1 to 60. */
  readonly seconds: number;
  readonly items: number;
  /** Exact, of all of them together. */
  readonly milliseconds: number;
}

/** Minimums up to this many whole seconds can be applied afterwards. */
export const longestShort = 60;

/** The short ones among lengths in milliseconds, by their whole seconds. What was not there at all is no item. */
export function shortItems(kind: ShortKind, lengths: readonly number[]): readonly ShortItems[] {
  const found = new Map<number, { items: number; milliseconds: number }>();
  for (const length of lengths) {
    const seconds = Math.ceil(length / 1000);
    if (seconds < 1 || seconds > longestShort) continue;
    const one = found.get(seconds) ?? { items: 0, milliseconds: 0 };
    found.set(seconds, { items: one.items + 1, milliseconds: one.milliseconds + length });
  }
  return [...found].map(([seconds, count]) => ({ kind, seconds, ...count })).sort(byPlace);
}

/** All of them added up, what comes to nothing left out; in order. */
export function addShortItems(
  items: readonly ShortItems[],
  minus: readonly ShortItems[] = [],
): readonly ShortItems[] {
  const sums = new Map<string, ShortItems>();
  const put = (one: ShortItems, sign: 1 | -1): void => {
    const key = `${one.kind} ${one.seconds}`;
    const known = sums.get(key);
    sums.set(key, {
      ...one,
      items: (known?.items ?? 0) + sign * one.items,
      milliseconds: (known?.milliseconds ?? 0) + sign * one.milliseconds,
    });
  };
  for (const one of items) put(one, 1);
  for (const one of minus) put(one, -1);
  return [...sums.values()]
    .filter(({ items: count, milliseconds }) => count !== 0 || milliseconds !== 0)
    .sort(byPlace);
}

const byPlace = (a: ShortItems, b: ShortItems): number =>
  a.kind === b.kind ? a.seconds - b.seconds : a.kind < b.kind ? -1 : 1;
