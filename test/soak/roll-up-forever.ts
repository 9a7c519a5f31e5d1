// Appends evidence of random consults and rolls it up until it is killed; prints a line after each roll-up. Run by
// kill-during-roll-up.ts.
import { writeSync } from 'node:fs';
import { createUsageBook, openPostgresLedger, openSqliteLedger } from '@patchbay/metering';
import { randomSource } from '../../packages/metering/test/random-source.ts';
import { truthArrivals } from '../../packages/metering/test/truth-arrivals.ts';
import { openPool } from './open-pool.ts';
import { rolledAt, rollUpTimes } from './rolled-at.ts';

const [store = '', place = '', life = '0'] = process.argv.slice(2);
const now = () => rolledAt;

const ledger = await (store === 'sqlite'
  ? openSqliteLedger({ path: place, now })
  : openPostgresLedger({ pool: openPool(place), now }));
const book = createUsageBook(ledger, { ...rollUpTimes, now, randomHex: () => '' });

for (let count = 0; ; count += 1) {
  const rows = truthArrivals(randomSource(Number(life) * 1000 + count), 4).map((row) => ({
    ...row,
    id: `${life}-${count}-${row.id}`,
    consultId: `${life}-${count}-${row.consultId}`,
  }));
  // In two halves, so that what was booked is booked anew.
  for (const half of [rows.slice(0, rows.length / 2), rows.slice(rows.length / 2)]) {
    await ledger.append(half);
    // Two at once, as a timer and a report may be.
    await Promise.all([book.rollUp(3), book.rollUp(3)]);
    writeSync(1, 'rolled up\n');
  }
}
