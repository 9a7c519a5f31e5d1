import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createMemoryLedger } from '../src/memory-ledger.ts';
import { foldPresence } from '../src/fold-presence.ts';
import type { BookedLedger } from '../src/ledger-work.ts';
import { openSqliteLedger } from '../src/sqlite-ledger.ts';
import { createUsageBook, type UsageBook } from '../src/usage-book.ts';
import { randomSource } from './random-source.ts';
import type { Trouble } from './random-truth.ts';
import { rollupDifferences } from './rollup-differences.ts';
import { heartbeatSeconds, leaseSeconds } from './true-page.ts';
import { truthArrivals } from './truth-arrivals.ts';

export interface StoredChaosFigures {
  readonly runs: number;
  readonly events: number;
  /** How often the ledger was closed and opened anew in between. */
  readonly restarts: number;
  readonly rollups: number;
  readonly wrong: readonly string[];
}

export interface StoredChaosOptions {
  readonly runs: number;
  readonly seed: number;
  readonly from?: number;
  /** For the ledgers' files. */
  readonly directory: string;
  readonly trouble: Trouble;
  readonly progress?: (line: string) => void;
}

const hour = 3_600_000;
const firstEvening = Date.UTC(2026, 5, 30, 23, 30);
const period = { from: Date.UTC(2026, 5), to: Date.UTC(2026, 7) };
const times = { leaseSeconds, heartbeatSeconds };

interface Desk {
  readonly ledger: BookedLedger;
  readonly book: UsageBook;
}

/**
 * Random consults' evidence into SQLite in any order and in pieces, each redelivery after its delivery, with rollups and
 * restarts wherever they fall: in the end the ledger folds to what one fold of all evidence gives, and the rollups are what a
 * recomputation gives.
 */
export async function checkStoredChaos(options: StoredChaosOptions): Promise<StoredChaosFigures> {
  const { runs, seed, from = 0, directory, trouble, progress } = options;
  const wrong: string[] = [];
  let [events, restarts, rollups] = [0, 0, 0];
  for (let run = from; run < from + runs; run += 1) {
    const random = randomSource((seed + run) % 0x1_00_00_00_00);
    const clock = { at: firstEvening };
    const now = (): number => clock.at;
    const open = async (): Promise<Desk> => {
      const ledger = await openSqliteLedger({ path: join(directory, `${run}.ledger`), now });
      const randomHex = (digits: number): string => randomBytes(digits).toString('hex').slice(0, digits);
      return { ledger, book: createUsageBook(ledger, { ...times, refreshSeconds: 0, now, randomHex }) };
    };
    let desk = await open();
    const settle = async (): Promise<void> => {
      while ((await desk.book.rollUp()).more);
    };
    const arrivals = [...truthArrivals(random, random.between(1, 3), 0, trouble)];
    const all = createMemoryLedger();
    await all.append(arrivals);
    events += arrivals.length;
    const consults = new Set(arrivals.map(({ consultId }) => consultId));
    while (arrivals.length > 0) {
      await desk.ledger.append(arrivals.splice(0, random.between(1, 150)));
      clock.at += random.between(1, hour);
      if (random.chance(60)) {
        await desk.book.rollUp(random.between(1, 4));
        rollups += 1;
      }
      if (random.chance(25)) {
        await desk.ledger.close();
        desk = await open();
        restarts += 1;
      }
    }
    clock.at += 72 * hour;
    await settle();
    rollups += 1;
    for (const consultId of consults) {
      const asOf = { ...times, now: clock.at };
      const [kept, whole] = [await desk.ledger.evidenceOf(consultId), await all.evidenceOf(consultId)];
      if (JSON.stringify(foldPresence(kept, asOf)) !== JSON.stringify(foldPresence(whole, asOf)))
        wrong.push(`--seed ${seed} --run ${run}: ${consultId} folds to something else from the store`);
    }
    const differences = await rollupDifferences({ ...desk, now: clock.at }, period);
    wrong.push(...differences.map((one) => `--seed ${seed} --run ${run}: ${JSON.stringify(one)}`));
    await desk.ledger.close();
    if ((run + 1) % 100 === 0) progress?.(`stored chaos: ${run + 1 - from} of ${runs} runs`);
  }
  return { runs, events, restarts, rollups, wrong: wrong.slice(0, 10) };
}
