import { type BookedLedger, statement, type Steps, type WorkRow } from '../src/ledger-work.ts';

/** In which consults each key stands, by tenant. */
export async function keysIn(ledger: BookedLedger): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const keys = new Map<string, Set<string>>();
  for await (const evidence of ledger.evidenceBetween({ from: 0, to: Number.MAX_SAFE_INTEGER })) {
    for (const { tenant, person, consultId } of evidence) {
      if (person === undefined) continue;
      const key = `${tenant} ${person}`;
      keys.set(key, (keys.get(key) ?? new Set()).add(consultId));
    }
  }
  return keys;
}

export function* presenceBodies(): Steps<readonly WorkRow[]> {
  return yield statement('SELECT body FROM ledger_presence');
}
