import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { scratchDatabase, startPostgres } from '../servers/start-postgres.ts';
import { eventually } from '../e2e/eventually.ts';
import { countKept, type KeptFigures } from './count-kept.ts';
import type { Killing } from './kill-again.ts';

export interface ServerKillFigures extends KeptFigures {
  readonly kills: number;
  /** Appends that failed because the server was gone, and were sent again until they were acknowledged. */
  readonly repeated: number;
}

const program = join(import.meta.dirname, 'ingest-forever.ts');
const longestLife = 250;
const untilNextAcknowledgement = 30_000;

/**
 * Kills the PostgreSQL server (-9) at random moments while one process ingests through it all, repeating what was not
 * acknowledged, and then counts. Undefined where the server is not this project's to kill (`DATABASE_URL`).
 */
export async function killPostgresServer(options: Killing): Promise<ServerKillFigures | undefined> {
  const { kills, random, progress } = options;
  const server = await startPostgres();
  const { crash } = server;
  if (crash === undefined) return undefined;
  const database = await scratchDatabase(server);
  try {
    const child = spawn(
      process.execPath,
      ['--conditions=patchbay-source', program, 'postgres', database.url, 'server', 'repeat'],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const exited = once(child, 'exit');
    const acknowledged = new Set<string>();
    let repeated = 0;
    createInterface(child.stdout).on('line', (id) => {
      // The last line may have been cut in the middle.
      if (/^[0-9a-f]{64}$/.test(id)) acknowledged.add(id);
    });
    createInterface(child.stderr).on('line', () => (repeated += 1));
    for (let kill = 0; kill < kills; kill += 1) {
      const before = acknowledged.size;
      await eventually(
        'an acknowledgement',
        () => Promise.resolve(acknowledged.size),
        (count) => count > before,
        untilNextAcknowledgement,
      );
      await sleep(random() * longestLife);
      await crash();
      if ((kill + 1) % 10 === 0) progress?.(`postgres server: ${kill + 1} of ${kills} kills`);
    }
    child.kill('SIGKILL');
    await exited;
    return { kills, repeated, ...(await countKept('postgres', database.url, acknowledged)) };
  } finally {
    await database.drop();
    await server.stop();
  }
}
