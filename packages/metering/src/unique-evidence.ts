import type { Evidence } from '@patchbay/contract';
import { compareBy } from './compare-by.ts';

/** One row per id, the delivery that came first, sorted by id: the same whatever order and however often rows are given. */
export function uniqueEvidence(evidence: readonly Evidence[]): readonly Evidence[] {
  const byId = new Map<string, Evidence>();
  for (const row of evidence) {
    const known = byId.get(row.id);
    if (known === undefined || compareDeliveries(row, known) < 0) {
      byId.set(row.id, row);
    }
  }
  return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

const compareDeliveries = compareBy<Evidence>(
  (row) => row.receivedAt,
  (row) => row.at,
  (row) => row.precision,
  (row) => row.kind,
  (row) => row.person ?? '',
  (row) => row.participantClass,
  (row) => row.beat?.elapsed ?? 0,
  (row) => (row.carried === undefined ? '' : JSON.stringify(row.carried)),
);
