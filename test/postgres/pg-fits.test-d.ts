import type { PostgresPool } from '@patchbay/metering';
import type { Pool } from 'pg';

type Fits<Port, Real extends Port> = Real;

/** What an application hands in is what `pg` makes. */
export type PoolFits = Fits<PostgresPool, Pool>;
