import type { FileHandle } from 'node:fs/promises';
import { evidenceEvent, type Ledger, type LedgerPeriod } from '@patchbay/metering';

/** Every consult whose evidence touches the period, whole: one CloudEvent a line. How many were written. */
export async function writeEvents(file: FileHandle, ledger: Ledger, period: LedgerPeriod): Promise<number> {
  let written = 0;
  for await (const evidence of ledger.evidenceBetween(period)) {
    await file.appendFile(evidence.map((row) => `${JSON.stringify(evidenceEvent(row))}\n`).join(''));
    written += evidence.length;
  }
  return written;
}
