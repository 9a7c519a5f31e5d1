import { join } from 'node:path';
import { countKept, type KeptFigures } from './count-kept.ts';
import { inFolder } from './in-folder.ts';
import { killAgain, type Killing } from './kill-again.ts';

export interface KillFigures extends KeptFigures {
  readonly store: 'sqlite' | 'postgres';
  readonly kills: number;
}

export interface KillOptions extends Killing {
  readonly store: 'sqlite' | 'postgres';
  /** The file or the database. */
  readonly place: string;
}

/** Kills an ingesting process (-9) at random moments, again and again on the same ledger, and then counts. */
export async function killDuringIngest(options: KillOptions): Promise<KillFigures> {
  const { store, place, kills } = options;
  const lines = await killAgain(
    {
      program: 'ingest-forever.ts',
      argsOf: (kill) => [store, place, `k${kill}`],
      longestLife: 250,
      what: store,
    },
    options,
  );
  const acknowledged = new Set(lines.filter((id) => /^[0-9a-f]{64}$/.test(id)));
  return { store, kills, ...(await countKept(store, place, acknowledged)) };
}

/** The same on a file of its own. */
export const killDuringSqliteIngest = (options: Killing): Promise<KillFigures> =>
  inFolder((folder) =>
    killDuringIngest({ ...options, store: 'sqlite', place: join(folder, 'usage.ledger') }),
  );
