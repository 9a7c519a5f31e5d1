import { type Ledger, openPostgresLedger, openSqliteLedger } from '@patchbay/metering';
import { openPool } from './open-pool.ts';

export interface KeptFigures {
  /** Ids of rows that the ledger had acknowledged. */
  readonly acknowledged: number;
  /** Of these, the ones that are not there afterwards. */
  readonly lost: number;
  readonly rows: number;
  /** Rows beyond the first of one id. */
  readonly duplicates: number;
}

/** Opens the ledger anew and counts what is in it of what it acknowledged. */
export async function countKept(
  store: 'sqlite' | 'postgres',
  place: string,
  acknowledged: ReadonlySet<string>,
): Promise<KeptFigures> {
  const ids = await idsIn(store, place);
  const kept = new Set(ids);
  return {
    acknowledged: acknowledged.size,
    lost: [...acknowledged].filter((id) => !kept.has(id)).length,
    rows: ids.length,
    duplicates: ids.length - kept.size,
  };
}

async function idsIn(store: 'sqlite' | 'postgres', place: string): Promise<readonly string[]> {
  const now = () => Date.now();
  const pool = store === 'postgres' ? openPool(place) : undefined;
  const ledger: Ledger = pool
    ? await openPostgresLedger({ pool, now })
    : await openSqliteLedger({ path: place, now });
  try {
    const ids: string[] = [];
    for await (const rows of ledger.evidenceBetween({ from: 0, to: Infinity }))
      ids.push(...rows.map(({ id }) => id));
    return ids;
  } finally {
    await ledger.close();
    await pool?.end();
  }
}
