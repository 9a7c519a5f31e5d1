import { setImmediate } from 'node:timers/promises';
import { foldPresence } from './fold-presence.ts';
import type { Ledger, LedgerPeriod } from './ledger.ts';
import type { FoldOptions, PresenceInterval } from './presence-interval.ts';

const atOnce = 50;

/**
 * The presence of every consult that touches the period, whole, one consult after the other: the evidence of a long period is
 * never in memory at once. Without what pages carried, which is most of what a fold computes, where nobody asks for it. Rejects with
 * `LedgerError`.
 */
export async function* presenceByConsult(
  ledger: Ledger,
  period: LedgerPeriod,
  options: FoldOptions,
  carriedToo = true,
): AsyncGenerator<readonly PresenceInterval[]> {
  // What a lease adds may reach into the period after the evidence has ended before it.
  const from = period.from - options.leaseSeconds * 1000;
  let consults = 0;
  for await (const evidence of ledger.evidenceBetween({ ...period, from })) {
    const rows = carriedToo ? evidence : evidence.map(({ carried: _carried, ...row }) => row);
    yield foldPresence(rows, options);
    consults += 1;
    // SQLite answers without a pause: whoever else this process serves gets a turn.
    if (consults % atOnce === 0) await setImmediate();
  }
}
