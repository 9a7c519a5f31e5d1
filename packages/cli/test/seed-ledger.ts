import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type BookedLedger, type Ledger, observationEvidence, openSqliteLedger } from '@patchbay/metering';
import { ledgerFile } from '@patchbay/server';
import { testNow } from './run-in-process.ts';

export interface SeededConsult {
  readonly provider: string;
  readonly consultId: string;
  /** Milliseconds since the Unix epoch. */
  readonly start: number;
  readonly minutes: number;
  readonly people: number;
}

/** A ledger where a server in that folder would keep it. The caller closes it. */
export async function openLedgerIn(folder: string): Promise<BookedLedger> {
  const dataDirectory = join(folder, '.patchbay');
  await mkdir(dataDirectory, { recursive: true });
  return openSqliteLedger({ path: ledgerFile(dataDirectory), now: () => testNow });
}

/** Writes down that people joined and left together, by the vendor's exact word. */
export async function appendConsult(ledger: Ledger, consult: SeededConsult): Promise<void> {
  const { provider, consultId, start, minutes, people } = consult;
  const rows = Array.from({ length: people }, (_, index) => `${consultId}-${index}`).flatMap((connection) =>
    (['joined', 'left'] as const).map((kind) => {
      const at = kind === 'joined' ? start : start + minutes * 60_000;
      const participantClass = 'person' as const;
      const told = observationEvidence(
        {
          kind,
          room: 'r',
          participant: connection,
          connection,
          participantClass,
          at,
          precision: 0,
          source: 'webhook',
        },
        { tenant: 'north', consultId, provider, person: `hash-${connection}`, receivedAt: at },
      );
      if (!told.accepted) throw new Error(`The test's own evidence was refused: ${told.reason}`);
      return told.evidence;
    }),
  );
  await ledger.append(rows);
}
