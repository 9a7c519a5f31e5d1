// Appends rows until it is killed; after each acknowledged append it prints the ids. Run by sqlite-crash.test.ts.
import { openSqliteLedger } from '../src/sqlite-ledger.ts';
import { row } from '../src/conformance/ledger-row.ts';

const [path = '', prefix = ''] = process.argv.slice(2);
const ledger = await openSqliteLedger({ path, now: () => 0 });
for (let count = 0; ; count += 1) {
  const rows = [row({ connection: `${prefix}-${count}-a` }), row({ connection: `${prefix}-${count}-b` })];
  const { accepted } = await ledger.append(rows);
  process.stdout.write(`${accepted.join('\n')}\n`);
}
