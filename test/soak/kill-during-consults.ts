import { openPostgresAuditTrail, openSqliteAuditTrail } from '@patchbay/compliance';
import { auditFile, consultsFile } from '@patchbay/server';
import { openPostgresConsultStore } from '../../packages/server/src/consults/postgres-consult-store.ts';
import { openSqliteConsultStore } from '../../packages/server/src/consults/sqlite-consult-store.ts';
import { auditDatabase } from '../../packages/server/src/database/audit-database.ts';
import { eventually } from '../e2e/eventually.ts';
import { type ConsultPlace, startConsultServer, vendorFolder } from './consult-server.ts';
import { roomsIn } from './folder-vendor.ts';
import { killAgain, type Killing } from './kill-again.ts';
import { openPool } from './open-pool.ts';

export interface ConsultKillFigures {
  readonly kills: number;
  /** Acknowledged by the killed processes. */
  readonly created: number;
  readonly ended: number;
  /** What the kills left to be done, once nobody was at it any more. */
  readonly unfinished: number;
  readonly opening: number;
  readonly consults: Readonly<Record<string, number>>;
  readonly chain: string;
  /** What is not as it should be, after one server or two have started again. */
  readonly wrong: readonly string[];
}

export type ConsultKillOptions = ConsultPlace & Killing;

/** By then nobody is taken to be at work any more on what a killed process began. */
const later = 600_000;

/** Kills a server that creates and ends consults (-9) at random moments, again and again, and then looks at what is left. */
export async function killDuringConsults(options: ConsultKillOptions): Promise<ConsultKillFigures> {
  const { kills, folder, databaseUrl } = options;
  const lines = await killAgain(
    {
      program: 'consult-forever.ts',
      argsOf: () => [folder, ...(databaseUrl === undefined ? [] : [databaseUrl])],
      longestLife: 1_500,
      what: 'consults',
    },
    options,
  );
  const acknowledged = lines.filter((line) => /^(created|ended) [\w-]{27}$/.test(line));
  const stores = await openStores(options);
  try {
    const unfinished = (await stores.consults.unfinished(Number.MAX_SAFE_INTEGER)).length;
    const opening = (await stores.consults.openingSince(Number.MAX_SAFE_INTEGER)).length;
    await recover(options, stores);
    return { kills, unfinished, opening, ...(await examine(options, stores, acknowledged)) };
  } finally {
    await stores.close();
  }
}

type Stores = Awaited<ReturnType<typeof openStores>>;

async function openStores({ folder, databaseUrl }: ConsultPlace) {
  if (databaseUrl === undefined) {
    // The server's own, in the folder that its config is in.
    const consults = openSqliteConsultStore(consultsFile(folder));
    const audit = openSqliteAuditTrail({ path: auditFile(folder), now: Date.now });
    return {
      consults,
      audit,
      close: async () => void (await Promise.all([consults.close(), audit.close()])),
    };
  }
  const pool = openPool(databaseUrl);
  const consults = await openPostgresConsultStore({ pool, place: 'postgresql://scratch', now: Date.now });
  const audit = await openPostgresAuditTrail({ database: auditDatabase(pool), now: Date.now });
  return { consults, audit, close: () => pool.end() };
}

/** On a database by two servers at once, each of which may take what the other one does. */
async function recover(place: ConsultPlace, { consults }: Stores): Promise<void> {
  const now = () => Date.now() + later;
  const count = place.databaseUrl === undefined ? 1 : 2;
  const servers = await Promise.all(Array.from({ length: count }, () => startConsultServer(place, { now })));
  await eventually(
    'all to be finished',
    async () => [
      ...(await consults.unfinished(Number.MAX_SAFE_INTEGER)),
      ...(await consults.openingSince(Number.MAX_SAFE_INTEGER)),
    ],
    (left) => left.length === 0,
    20_000,
  );
  for (const server of servers) await server.close();
}

async function examine(
  place: ConsultPlace,
  { consults, audit }: Stores,
  acknowledged: readonly string[],
): Promise<Pick<ConsultKillFigures, 'created' | 'ended' | 'consults' | 'chain' | 'wrong'>> {
  const rows = await audit.rows();
  const told = new Map<string, string[]>();
  for (const { consultId, kind } of rows)
    if (consultId !== undefined && kind.startsWith('consult-'))
      told.set(consultId, [...(told.get(consultId) ?? []), kind]);
  const rooms = new Set(roomsIn(vendorFolder(place)));
  const should: Readonly<Record<string, readonly string[]>> = {
    open: ['consult-created'],
    ended: ['consult-created', 'consult-ended'],
    failed: ['consult-failed'],
  };
  const states: Record<string, number> = {};
  const found = new Map<string, string>();
  const wrong: string[] = [];
  for (const consultId of new Set(rows.flatMap((row) => row.consultId ?? []))) {
    const consult = await consults.find(consultId);
    // Its verdicts are in the trail before it is in the store.
    if (consult === undefined) continue;
    const { state, room } = consult;
    states[state] = (states[state] ?? 0) + 1;
    found.set(consultId, state);
    const rowsOfIt = (told.get(consultId) ?? []).toSorted().join(' ');
    if (rowsOfIt !== should[state]?.join(' ')) wrong.push(`${state}, and the trail says: ${rowsOfIt}`);
    if (rooms.has(room) !== (state === 'open')) wrong.push(`${state}, and its room is another`);
  }
  for (const line of acknowledged) {
    const [what, id = ''] = line.split(' ');
    const state = found.get(id);
    if (what === 'ended' ? state !== 'ended' : state !== 'open' && state !== 'ended')
      wrong.push(`${what} was acknowledged, and it is ${String(state)}`);
  }
  const count = (what: string): number => acknowledged.filter((line) => line.startsWith(what)).length;
  const { result } = await audit.verify();
  return { created: count('created'), ended: count('ended'), consults: states, chain: result, wrong };
}
