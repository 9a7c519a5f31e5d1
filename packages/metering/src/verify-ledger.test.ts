import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeVerification } from '../test/describe-verification.ts';
import { openSqliteLedger } from './sqlite-ledger.ts';

describeVerification('SQLite', {
  open: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'patchbay-verification-'));
    return {
      ledger: await openSqliteLedger({ path: join(folder, 'usage.ledger'), now: () => 0 }),
      dispose: async () => rmSync(folder, { recursive: true }),
    };
  },
  runs: 5,
});
