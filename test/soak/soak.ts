import { parseArgs } from 'node:util';
import { scratchDatabase, startPostgres } from '../servers/start-postgres.ts';
import { inFolder } from './in-folder.ts';
import type { Killing } from './kill-again.ts';
import { killDuringConsults } from './kill-during-consults.ts';
import { killDuringIngest, killDuringSqliteIngest } from './kill-during-ingest.ts';
import { killDuringRollUp, killDuringSqliteRollUp } from './kill-during-roll-up.ts';
import { killPostgresServer } from './kill-postgres-server.ts';
import { soakChaos, type SoakChaosOptions } from './soak-chaos.ts';
import { twoInstances } from './two-instances.ts';

/** What takes longer than a test may. Each resolves to figures, which are committed in docs/soak.md by hand. */
type Soak = (scale: number, progress: (line: string) => void, again: Again) => Promise<unknown>;

/** What of `chaos` is run again. */
type Again = Pick<SoakChaosOptions, 'seed' | 'run' | 'lost'>;

const soaks: Readonly<Record<string, Soak>> = {
  'kill-sqlite': (scale, progress) => killDuringSqliteIngest(kills(200, scale, progress)),
  'kill-postgres': (scale, progress) =>
    onDatabase((place) => killDuringIngest({ ...kills(200, scale, progress), store: 'postgres', place })),
  'kill-roll-up-sqlite': (scale, progress) => killDuringSqliteRollUp(kills(200, scale, progress)),
  'kill-roll-up-postgres': (scale, progress) =>
    onDatabase((place) => killDuringRollUp({ ...kills(200, scale, progress), store: 'postgres', place })),
  'kill-consults-sqlite': (scale, progress) =>
    inFolder((folder) => killDuringConsults({ ...kills(200, scale, progress), folder })),
  'kill-consults-postgres': (scale, progress) =>
    onDatabase((databaseUrl) =>
      inFolder((folder) => killDuringConsults({ ...kills(200, scale, progress), folder, databaseUrl })),
    ),
  chaos: (scale, progress, again) => soakChaos({ scale, progress, ...again }),
  'kill-postgres-server': (scale, progress) => killPostgresServer(kills(30, scale, progress)),
  'two-instances': async (scale, progress) => {
    const server = await startPostgres();
    try {
      return await twoInstances({ server, consults: Math.ceil(500 * scale), random: Math.random, progress });
    } finally {
      await server.stop();
    }
  },
};

const kills = (inFull: number, scale: number, show: Killing['progress']): Killing => ({
  kills: Math.ceil(inFull * scale),
  random: Math.random,
  progress: show,
});

/** Does some work on a database of its own, and drops it. */
async function onDatabase<Result>(work: (url: string) => Promise<Result>): Promise<Result> {
  const server = await startPostgres();
  const database = await scratchDatabase(server);
  try {
    return await work(database.url);
  } finally {
    await database.drop();
    await server.stop();
  }
}

const usage = `npm run soak                          everything, in full
npm run soak -- --only kill-sqlite    one of: ${Object.keys(soaks).join(', ')}
npm run soak -- --scale 0.1           a tenth of it
npm run soak -- --only chaos --lost 20 --seed 20261125 --run 7    the one that failed, again`;

const progress = (line: string): void => console.error(line);

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      scale: { type: 'string', default: '1' },
      seed: { type: 'string', default: '20261125' },
      run: { type: 'string' },
      lost: { type: 'string' },
    },
  });
  const scale = Number(values.scale);
  const again = {
    seed: Number(values.seed),
    run: values.run === undefined ? undefined : Number(values.run),
    lost: values.lost === undefined ? undefined : Number(values.lost),
  };
  const isWhole = (value = 0): boolean => Number.isInteger(value) && value >= 0;
  const names = values.only === undefined ? Object.keys(soaks) : [values.only];
  if (
    !(scale > 0) ||
    ![again.seed, again.run, again.lost].every(isWhole) ||
    names.some((name) => soaks[name] === undefined)
  ) {
    console.error(usage);
    return 2;
  }
  const figures: Record<string, unknown> = {};
  for (const name of names) {
    const started = performance.now();
    figures[name] = await soaks[name]?.(scale, progress, again);
    progress(`${name}: ${((performance.now() - started) / 1000).toFixed(0)} s`);
  }
  console.log(JSON.stringify(figures, undefined, 2));
  return 0;
}

process.exitCode = await main();
