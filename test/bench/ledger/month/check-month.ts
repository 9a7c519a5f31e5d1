// A process of its own, so that its memory is its own: one way through all of a month's ledger.
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openSqliteLedger, verifyLedger } from '@patchbay/metering';
import { reconcileMonth } from '@patchbay/server';
import { timed } from '../take-turns.ts';
import { peakBytes } from '../year/year-answer.ts';
import { checkedAt, month, monthConfig } from './month-book.ts';

/** What the process prints. */
export interface MonthRun {
  readonly milliseconds: number;
  readonly peakBytes: number;
  /** Rows that were read, connections that were found to agree, or rows that were found sound. */
  readonly found: number;
}

const [what = '', path = ''] = process.argv.slice(2);
const config = monthConfig(dirname(path));

const ways: Readonly<Record<string, () => Promise<number>>> = {
  /** The raw thing: every row of evidence once, as an object. */
  read: async () => {
    const database = new DatabaseSync(path, { readOnly: true });
    let found = 0;
    for (const row of database.prepare('SELECT * FROM evidence').iterate())
      if (row['id'] !== undefined) found += 1;
    database.close();
    return found;
  },
  reconcile: async () => {
    const ledger = await openSqliteLedger({ path, now: () => checkedAt, readOnly: true });
    const question = { ledger, config, month: month.name, tellsUsage: () => true, now: checkedAt };
    const { providers } = await reconcileMonth(question);
    await ledger.close();
    return providers
      .flatMap(({ reconciliation }) => reconciliation?.causes ?? [])
      .reduce((sum, { cause, items }) => sum + (cause === 'rounding' ? items : Number.NaN), 0);
  },
  verify: async () => {
    const ledger = await openSqliteLedger({ path, now: () => checkedAt, readOnly: true });
    const { leaseSeconds, heartbeatSeconds } = config.metering;
    const options = { leaseSeconds, heartbeatSeconds, now: checkedAt };
    const { result, checked, waiting } = await ledger.read(() => verifyLedger(ledger.dialect, options));
    await ledger.close();
    return result === 'sound' && waiting.consults + waiting.hours === 0 ? checked.evidenceRows : Number.NaN;
  },
};

let found = 0;
const milliseconds = await timed(async () => (found = (await ways[what]?.()) ?? Number.NaN));
console.log(JSON.stringify({ milliseconds, peakBytes: peakBytes(), found } satisfies MonthRun));
