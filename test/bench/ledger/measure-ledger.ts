import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Measurement, Progress } from '../measurement.ts';
import type { LedgerSizes } from './ledger-sizes.ts';
import { measureHttpIngest } from './measure-http-ingest.ts';
import { measureIngest } from './measure-ingest.ts';
import { measureMonth } from './month/measure-month.ts';
import { measureRollUp } from './measure-roll-up.ts';
import { measureYear } from './year/measure-year.ts';

/** Everything about the ledger, one after another, in a folder that is thrown away. */
export async function measureLedger(sizes: LedgerSizes, progress: Progress): Promise<readonly Measurement[]> {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-bench-'));
  try {
    return [
      ...(await measureIngest(sizes.ingest, folder, progress)),
      ...(await measureHttpIngest(sizes.http, folder, progress)),
      ...(await measureRollUp(sizes.rollUp, folder, progress)),
      ...(await measureMonth(sizes.month, folder, progress)),
      ...(await measureYear(sizes.year, folder, progress)),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
