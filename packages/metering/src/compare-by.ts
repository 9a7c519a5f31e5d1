/** Compares by the first key that differs; text by code units, so that no locale can change an order. */
export const compareBy =
  <Item>(...keys: readonly ((item: Item) => string | number)[]) =>
  (a: Item, b: Item): number => {
    for (const key of keys) {
      const [left, right] = [key(a), key(b)];
      if (left !== right) {
        return left < right ? -1 : 1;
      }
    }
    return 0;
  };
