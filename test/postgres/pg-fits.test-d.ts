import type { PostgresPool } from '@patchbay/metering';
import type { Pool } from 'pg';
import type { InstancesPool } from '../../packages/server/src/instances/instances-pool.ts';

type Fits<Port, Real extends Port> = Real;

/** What an application hands in is what `pg` makes. */
export type PoolFits = Fits<PostgresPool, Pool>;
export type InstancesPoolFits = Fits<InstancesPool, Pool>;
