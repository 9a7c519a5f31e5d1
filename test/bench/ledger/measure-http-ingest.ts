import { mkdir, writeFile } from 'node:fs/promises';
import { Agent } from 'node:http';
import { join } from 'node:path';
import { startChildServer } from '../../servers/start-child-server.ts';
import { compareOnce, type Measurement, medianOfRounds, type Progress } from '../measurement.ts';
import type { LedgerSizes } from './ledger-sizes.ts';
import { post, postBatches, type PostTarget } from './post-batches.ts';
import { takeTurns, timed } from './take-turns.ts';

const repository = join(import.meta.dirname, '..', '..', '..');
const key = 'a-key-of-the-bench-0123456789';

/** As it comes, but for the limits of requests and the size of bodies. */
const config = {
  provider: 'mesh',
  secret: 'a secret of the bench, of more than thirty-two characters',
  dataDirectory: 'data',
  apiKeys: [{ tenant: 'north', key }],
  server: { port: 0, rateLimits: { perTenant: { requests: 10_000_000, seconds: 60 } } },
};

/** The same bodies to a real `patchbay serve` and to a server that only parses and inserts, by turns. */
export async function measureHttpIngest(
  sizes: LedgerSizes['http'],
  folder: string,
  progress: Progress,
): Promise<readonly Measurement[]> {
  const home = join(folder, 'serve');
  await mkdir(home);
  await writeFile(join(home, 'patchbay.config.ts'), `export default ${JSON.stringify(config)};\n`);
  const patchbay = await startChildServer(
    [join(repository, 'packages/cli/src/patchbay.ts'), 'serve', '--json'],
    { cwd: home, log: 'ignore' },
  );
  const raw = await startChildServer(
    [join(import.meta.dirname, 'raw-server.ts'), join(folder, 'raw-http.sqlite')],
    { cwd: home, log: 'ignore' },
  );
  const agents = { ours: keepAlive(sizes.connections), reference: keepAlive(sizes.connections) };
  try {
    const authorization = `Bearer ${key}`;
    const consults: string[] = [];
    for (let count = 0; count < sizes.consults; count += 1) {
      const target = {
        url: `${patchbay.url}/v1/consults`,
        headers: { authorization, 'content-type': 'application/json' },
      };
      const { id } = await post(target, JSON.stringify({ phi: false }), agents.ours);
      consults.push(String(id));
    }
    const before = { ours: await patchbay.memory(), reference: await raw.memory() };
    const type = { 'content-type': 'application/cloudevents-batch+json' };
    const ours: PostTarget = { url: `${patchbay.url}/v1/evidence`, headers: { ...type, authorization } };
    const reference: PostTarget = { url: `${raw.url}/`, headers: type };
    const rates: { ours: number[]; reference: number[] } = { ours: [], reference: [] };
    for (let round = 0; round <= sizes.rounds; round += 1) {
      progress(`HTTP, round ${round} of ${sizes.rounds}`);
      const bodies = bodiesOf(round, sizes, consults);
      const rate = async (target: PostTarget, agent: Agent): Promise<number> => {
        let recorded = 0;
        const milliseconds = await timed(async () => (recorded = await postBatches(target, bodies, agent)));
        const sent = sizes.requests * sizes.events;
        if (recorded !== sent) throw new Error(`${target.url} recorded ${recorded} of ${sent} events.`);
        return (sent * 1000) / milliseconds;
      };
      await takeTurns(
        round,
        async () => rates.ours.push(await rate(ours, agents.ours)),
        async () => rates.reference.push(await rate(reference, agents.reference)),
      );
    }
    const after = { ours: await patchbay.memory(), reference: await raw.memory() };
    // The first round warms both.
    const [, ...ourRates] = rates.ours;
    const [, ...rawRates] = rates.reference;
    return [
      medianOfRounds(
        {
          measure: `HTTP ingest through patchbay serve at batches of ${sizes.events}, on disk when it answers, against a raw server`,
          unit: 'events/s',
          better: 'higher',
          note: `POST /v1/evidence over ${sizes.connections} connections that stay open, each sending its next batch when it has its answer; the sender runs on the same machine. Raw: Hono that parses the JSON and inserts the batch into one SQLite table (WAL, synchronous=FULL), without any check. ${sizes.rounds} rounds of ${sizes.requests} requests by turns.`,
        },
        ourRates,
        rawRates,
      ),
      ...(['before', 'after', 'peak'] as const).map((when) => {
        const megabytes = (of: 'ours' | 'reference'): number =>
          (when === 'before' ? before[of].now : when === 'after' ? after[of].now : after[of].peak) / 1e6;
        return compareOnce(
          {
            measure: `memory of the server of HTTP ingest, ${when === 'peak' ? 'at its peak' : when}`,
            unit: 'MB resident',
            better: 'lower',
          },
          megabytes('ours'),
          megabytes('reference'),
        );
      }),
    ];
  } finally {
    agents.ours.destroy();
    agents.reference.destroy();
    await patchbay.stop();
    await raw.stop();
  }
}

const keepAlive = (connections: number): Agent => new Agent({ keepAlive: true, maxSockets: connections });

/** Joins and leaves, each of a connection of its own; no event twice. */
function bodiesOf(
  round: number,
  { requests, events }: LedgerSizes['http'],
  consults: readonly string[],
): readonly string[] {
  const now = Date.now();
  return Array.from({ length: requests }, (_, request) =>
    JSON.stringify(
      Array.from({ length: events }, (_, index) => {
        const count = request * events + index;
        const connection = `${round}-${Math.floor(count / 2)}`;
        const kind = count % 2 === 0 ? 'joined' : 'left';
        return {
          specversion: '1.0',
          id: `${connection}-${kind}`,
          source: '/clinic/video-gateway',
          type: `patchbay.presence.${kind}`,
          subject: consults[Math.floor(count / 2) % consults.length],
          time: new Date(now - 60_000 + (count % 2) * 30_000).toISOString(),
          datacontenttype: 'application/json',
          data: {
            provider: 'mesh',
            userKey: `user-${Math.floor(count / 2) % 1000}`,
            connection,
            participantClass: 'person',
            precision: 1000,
            witness: 'webhook',
          },
        };
      }),
    ),
  );
}
