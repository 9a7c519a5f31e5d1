import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeVendorReports } from '../test/describe-vendor-reports.ts';
import { openSqliteLedger } from './sqlite-ledger.ts';

describeVendorReports('SQLite', {
  open: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'patchbay-reports-'));
    return {
      ledger: await openSqliteLedger({ path: join(folder, 'usage.ledger'), now: () => 0 }),
      dispose: async () => rmSync(folder, { recursive: true }),
    };
  },
  runs: 1,
});
