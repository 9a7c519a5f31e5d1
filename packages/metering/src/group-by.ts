/** Items with the same key together, groups in the order in which their first item comes. */
export function groupBy<Item>(
  items: Iterable<Item>,
  keyOf: (item: Item) => readonly (string | undefined)[],
): readonly (readonly [Item, ...Item[]])[] {
  const groups = new Map<string, [Item, ...Item[]]>();
  for (const item of items) {
    const key = keyFrom(keyOf(item));
    const group = groups.get(key);
    if (group === undefined) {
      groups.set(key, [item]);
    } else {
      group.push(item);
    }
  }
  return [...groups.values()];
}

/** As JSON would, and faster: lists that differ have keys that differ. */
function keyFrom(parts: readonly (string | undefined)[]): string {
  let key = '';
  for (const part of parts) key += part === undefined ? '-,' : `${part.length}:${part}`;
  return key;
}
