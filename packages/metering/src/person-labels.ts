import type { Evidence } from '@patchbay/contract';
import { compareBy } from './compare-by.ts';
import type { PersonLabel } from './presence-explanation.ts';
import type { BillableConnection } from './presence-interval.ts';

/** What stands for each person of one consult where keys have no business: in the order in which they came. */
export function personLabels(
  connections: readonly BillableConnection[],
  rows: readonly Evidence[] = [],
): (person: string | undefined) => PersonLabel | undefined {
  const inOrder = connections.toSorted(
    compareBy(
      ({ start }) => start,
      ({ connection }) => connection,
    ),
  );
  const keys = [...inOrder, ...rows].flatMap(({ person }) => person ?? []);
  const labels = new Map([...new Set(keys)].map((key, index) => [key, `P${index + 1}`]));
  return (person) => (person === undefined ? undefined : labels.get(person));
}
