import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { countKept, type KeptFigures } from './count-kept.ts';

export interface KillFigures extends KeptFigures {
  readonly store: 'sqlite' | 'postgres';
  readonly kills: number;
}

export interface KillOptions {
  readonly store: 'sqlite' | 'postgres';
  /** The file or the database. */
  readonly place: string;
  readonly kills: number;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly progress?: (line: string) => void;
}

const program = join(import.meta.dirname, 'ingest-forever.ts');
const longestLife = 250;

/** Kills an ingesting process (-9) at random moments, again and again on the same ledger, and then counts. */
export async function killDuringIngest(options: KillOptions): Promise<KillFigures> {
  const { store, place, kills, random, progress } = options;
  const acknowledged = new Set<string>();
  for (let kill = 0; kill < kills; kill += 1) {
    for (const id of await killedOnce(store, place, `k${kill}`, random() * longestLife)) acknowledged.add(id);
    if ((kill + 1) % 20 === 0) progress?.(`${store}: ${kill + 1} of ${kills} kills`);
  }
  return { store, kills, ...(await countKept(store, place, acknowledged)) };
}

/** Lets it live so many milliseconds from its first acknowledgement on. */
async function killedOnce(
  store: string,
  place: string,
  prefix: string,
  life: number,
): Promise<readonly string[]> {
  const child = spawn(process.execPath, ['--conditions=patchbay-source', program, store, place, prefix], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const acknowledged: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    if (acknowledged.length === 0) void sleep(life).then(() => child.kill('SIGKILL'));
    acknowledged.push(line);
  }
  const [code, signal] = await exited;
  if (signal !== 'SIGKILL') throw new Error(`The ingesting process ended by itself with ${String(code)}.`);
  // The last line may have been cut in the middle.
  return acknowledged.filter((id) => /^[0-9a-f]{64}$/.test(id));
}

/** The same on a file of its own. */
export async function killDuringSqliteIngest(
  options: Omit<KillOptions, 'store' | 'place'>,
): Promise<KillFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-kill-'));
  try {
    return await killDuringIngest({ ...options, store: 'sqlite', place: join(folder, 'usage.ledger') });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
