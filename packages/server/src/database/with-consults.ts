import type { ConsultStore } from '../consults/consult-store.ts';
import { openPool } from './open-pool.ts';
import { openConsults, type StoreOptions } from './open-stores.ts';

/** Runs some work on the consults that the config names, and closes them: for a process that serves nobody. Rejects with `StoreError`. */
export async function withConsults<Result>(
  { config, now }: StoreOptions,
  work: (consults: ConsultStore) => Promise<Result>,
): Promise<Result> {
  const { database } = config;
  const pool =
    database === undefined
      ? undefined
      : await openPool({ url: database.url, connections: 1, log: () => undefined });
  try {
    const consults = await openConsults(pool, { config, now });
    try {
      return await work(consults);
    } finally {
      await consults.close();
    }
  } finally {
    await pool?.end();
  }
}
