import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeUsageBook } from '../test/describe-usage-book.ts';
import { openSqliteLedger } from './sqlite-ledger.ts';

describeUsageBook('SQLite', {
  open: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'patchbay-book-'));
    return {
      ledger: await openSqliteLedger({ path: join(folder, 'usage.ledger'), now: () => 0 }),
      dispose: async () => rmSync(folder, { recursive: true }),
    };
  },
  runs: 15,
});
