import { randomBytes } from 'node:crypto';
import type { Barred, Json, RoomHost, SignallingSocket } from '@patchbay/contract';
import { Pool } from 'pg';
import { onTestFinished } from 'vitest';
import { processSchedule } from '../../packages/server/src/backends/schedule.ts';
import { type Instances, openInstances } from '../../packages/server/src/instances/open-instances.ts';
import type { LogEntry } from '../../packages/server/src/observation/log.ts';
import { createMetrics } from '../../packages/server/src/observation/metrics.ts';
import { type CuttableProxy, startCuttableProxy } from '../e2e/cuttable-proxy.ts';
import { eventually } from '../e2e/eventually.ts';
import { type RunningPostgres, scratchDatabase } from '../servers/start-postgres.ts';

const key = randomBytes(32);
export const provider = 'notes';

/** Rooms that remember what they are told. */
class Host implements RoomHost {
  readonly taken: { readonly room: string; readonly barred: readonly Barred[] }[] = [];
  readonly lost: string[] = [];
  readonly sockets: { readonly socket: SignallingSocket; readonly heard: string[]; isClosed: boolean }[] = [];
  take = (room: string, barred: readonly Barred[]): void => void this.taken.push({ room, barred });
  lose = (room: string): void => void this.lost.push(room);
  answer: RoomHost['answer'];
  constructor(name: string) {
    this.answer = async (room, request) => ({ room, request, by: name });
  }
  accept = (_room: string, socket: SignallingSocket): void => {
    const held = { socket, heard: [] as string[], isClosed: false };
    this.sockets.push(held);
    socket.onMessage((text) => {
      held.heard.push(text);
      socket.send(`heard ${text.length}`);
    });
    socket.onClose(() => (held.isClosed = true));
  };
}

export class Instance {
  readonly name: string;
  readonly pool: Pool;
  readonly host: Host;
  readonly log: LogEntry[] = [];
  readonly metrics = createMetrics();
  #instances: Instances | undefined;
  constructor(name: string, pool: Pool) {
    [this.name, this.pool] = [name, pool];
    this.host = new Host(name);
  }
  get instances(): Instances {
    if (this.#instances === undefined) throw new Error('Not started.');
    return this.#instances;
  }
  get rooms() {
    return this.instances.roomsOf(provider);
  }
  async start(secret: Uint8Array = key): Promise<this> {
    this.#instances = await openInstances({
      pool: this.pool,
      place: 'postgresql://scratch',
      key: secret,
      fingerprint: 'of all in these tests',
      metrics: this.metrics,
      log: (entry) => this.log.push(entry),
      schedule: processSchedule,
      now: Date.now,
      random: Math.random,
    });
    this.rooms.serve(this.host);
    return this;
  }
  ask(room: string, request: Json = null): Promise<Json> {
    return this.rooms.at(room, {
      here: async () => ({ room, request, by: this.name }),
      there: (owner) => owner.ask(request),
    });
  }
  async figure(name: string): Promise<string | undefined> {
    const { text } = await this.metrics.render();
    return text.split('\n').find((line) => line.startsWith(name));
  }
}

/** Instances on one database of the server, each with a pool of its own that can be cut off or killed. */
export async function startCluster(server: RunningPostgres, count: number) {
  const { url, pool: admin, drop } = await scratchDatabase(server);
  const proxies: CuttableProxy[] = [];
  const instances: Instance[] = [];
  async function add(name: string, secret?: Uint8Array): Promise<Instance> {
    const proxy = await startCuttableProxy(Number(new URL(url).port));
    const through = new URL(url);
    through.port = String(proxy.port);
    const pool = new Pool({ connectionString: through.href, max: 4 });
    pool.on('error', () => undefined);
    proxies.push(proxy);
    const instance = await new Instance(name, pool).start(secret);
    instances.push(instance);
    return instance;
  }
  for (let index = 0; index < count; index += 1) await add(`instance ${index}`);
  onTestFinished(async () => {
    for (const proxy of proxies) proxy.cut();
    for (const { instances: each, pool } of instances) {
      await each.close();
      await pool.end();
    }
    for (const proxy of proxies) await proxy.close();
    await drop();
  });
  /** Every connection breaks, and none is made again, as when the process is killed. */
  const kill = (index: number): (() => void) => proxies[index]?.cut() ?? (() => undefined);
  await eventually(
    'all to know each other',
    async () => instances.map(({ instances: each }) => each.alive()),
    (alive) => alive.every((each) => each === count),
  );
  return { instances, add, kill, admin };
}
