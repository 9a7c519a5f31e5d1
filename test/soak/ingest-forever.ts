// Appends evidence until it is killed; each acknowledged id is printed. Run by kill-during-ingest.ts.
import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Evidence } from '@patchbay/contract';
import { openPostgresLedger, openSqliteLedger } from '@patchbay/metering';
import { row } from '@patchbay/metering/conformance';
import { openPool } from './open-pool.ts';

const [store = '', place = '', prefix = '', repeat] = process.argv.slice(2);
const pauseBetweenAttempts = 50;
const now = () => Date.now();

const ledger = await (store === 'sqlite'
  ? openSqliteLedger({ path: place, now })
  : openPostgresLedger({ pool: openPool(place), now }));

/** Three appends of two rows at a time, so that a kill finds some on the way. */
async function work(worker: number): Promise<never> {
  for (let count = 0; ; count += 1) {
    const id = `${prefix}-${worker}-${count}`;
    const consultId = `consult-${prefix}-${count % 7}`;
    const rows = ['a', 'b'].map((letter) => row({ consultId, connection: `${id}-${letter}` }));
    // Without a buffer: what is printed was acknowledged, and what was acknowledged is printed or was about to be.
    writeSync(1, `${(await acknowledgedIdsOf(rows)).join('\n')}\n`);
  }
}

/** What was appended when the server was killed may be there or not: with `repeat` it is sent again until it is known to be. */
async function acknowledgedIdsOf(rows: readonly Evidence[]): Promise<readonly string[]> {
  for (;;) {
    try {
      const { accepted, duplicates } = await ledger.append(rows);
      return [...accepted, ...duplicates];
    } catch (error) {
      writeSync(2, `${error instanceof Error ? error.message : String(error)}\n`);
      if (repeat === undefined) process.exit(3);
      await sleep(pauseBetweenAttempts);
    }
  }
}

await Promise.all([work(0), work(1), work(2)]);
