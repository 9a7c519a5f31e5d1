// Appends evidence until it is killed; each acknowledged id is printed. Run by kill-during-ingest.ts.
import { writeSync } from 'node:fs';
import { openPostgresLedger, openSqliteLedger } from '@patchbay/metering';
import { row } from '@patchbay/metering/conformance';
import { Pool } from 'pg';

const [store = '', place = '', prefix = ''] = process.argv.slice(2);
const now = () => Date.now();

const ledger = await (store === 'sqlite'
  ? openSqliteLedger({ path: place, now })
  : openPostgresLedger({ pool: new Pool({ connectionString: place, max: 4 }), now }));

/** Three appends of two rows at a time, so that a kill finds some on the way. */
async function work(worker: number): Promise<never> {
  for (let count = 0; ; count += 1) {
    const id = `${prefix}-${worker}-${count}`;
    const consultId = `consult-${prefix}-${count % 7}`;
    const rows = ['a', 'b'].map((letter) => row({ consultId, connection: `${id}-${letter}` }));
    try {
      const { accepted } = await ledger.append(rows);
      // Without a buffer: what is printed was acknowledged, and what was acknowledged is printed or was about to be.
      writeSync(1, `${accepted.join('\n')}\n`);
    } catch (error) {
      // The server was killed: what was not acknowledged may be there or not. Begin another connection.
      writeSync(2, `${error instanceof Error ? error.message : String(error)}\n`);
      process.exit(3);
    }
  }
}

await Promise.all([work(0), work(1), work(2)]);
