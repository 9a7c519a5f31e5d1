import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AuditVerification, verifyPostgresAudit } from '@patchbay/compliance';
import type { Pool } from 'pg';
import { eventually } from '../e2e/eventually.ts';
import { type ChildServer, startChildServer } from '../servers/start-child-server.ts';
import { type RunningPostgres, scratchDatabase } from '../servers/start-postgres.ts';
import { type Attendance, type Load, putLoad, type Tenant } from './instance-load.ts';

export interface TwoInstancesFigures {
  readonly consults: number;
  /** Facts that were sent, each at least once. */
  readonly events: number;
  readonly acknowledged: number;
  /** Acknowledged, and not in the ledger afterwards. */
  readonly lost: number;
  /** Rows of one fact beyond the first. */
  readonly duplicates: number;
  readonly retries: number;
  readonly sentToBoth: number;
  /** Participant-seconds as they truly were, as the report has them, and by how much it says that it may be off. */
  readonly seconds: Readonly<Record<Tenant, SecondsCompared>>;
  readonly audit: AuditVerification['result'];
  /** Consults without exactly one row of their creation in the audit trail, or without one of their end. */
  readonly unaudited: number;
  /** Consults of the instance that was killed; each got a ticket from the other one, and was ended there. */
  readonly takenOver: number;
}

export interface SecondsCompared {
  readonly truth: number;
  readonly reported: number;
  readonly bound: number;
}

export interface TwoInstancesOptions {
  readonly server: RunningPostgres;
  /** Of each of two tenants. */
  readonly consults: number;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly progress?: (line: string) => void;
}

const program = join(import.meta.dirname, '..', '..', 'packages', 'cli', 'src', 'patchbay.ts');
const keys = { told: 'key-of-the-telling-tenant', beating: 'key-of-the-beating-tenant' };
const many = { requests: 1_000_000, seconds: 60 };
const config = {
  apiKeys: Object.entries(keys).map(([tenant, key]) => ({ tenant, key })),
  compliance: { product: { model: 'closed', delivery: 'hosted' } },
  // All of the load comes from one address.
  server: { rateLimits: { perTenant: many, perParticipant: many, perAddress: many, signalling: many } },
};

/**
 * Two real `patchbay serve` processes on one PostgreSQL under load; one of them is killed (-9) in the middle, the other goes on.
 * Then the ledger, the report and the audit trail are held against what was sent and acknowledged.
 */
export async function twoInstances(options: TwoInstancesOptions): Promise<TwoInstancesFigures> {
  const { server, consults, random, progress } = options;
  const database = await scratchDatabase(server);
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-two-'));
  const instances: ChildServer[] = [];
  try {
    await writeFile(join(folder, 'patchbay.config.ts'), `export default ${JSON.stringify(config)};\n`);
    const env = {
      PATH: process.env['PATH'] ?? '',
      PATCHBAY_PORT: '0',
      PATCHBAY_DATABASE_URL: database.url,
      PATCHBAY_SECRET: 'a-signing-secret-for-this-run-only',
    };
    const start = () =>
      startChildServer([program, 'serve', '--json', '--log-level', 'error'], {
        cwd: folder,
        env,
        log: 'inherit',
      });
    instances.push(...(await Promise.all([start(), start()])));
    const [killed, survivor] = instances as [ChildServer, ChildServer];
    let killing: Promise<void> | undefined;
    const load = await putLoad({
      consults,
      keys,
      random,
      urls: [killed.url, survivor.url],
      onProgress: (done) => {
        if (done < 0.4) return;
        if (killing === undefined) progress?.('two-instances: killing one of them');
        killing ??= killed.kill();
      },
    });
    await killing;
    progress?.(`two-instances: ${load.requests} requests, ${load.retries} of them again`);
    const takenOver = await endAll(survivor.url, load);
    const figures = await compare(database.pool, survivor.url, load);
    await survivor.stop();
    return { ...figures, takenOver };
  } finally {
    await Promise.all(instances.map((instance) => instance.kill()));
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  }
}

const request = async (url: string, bearer: string, body?: object): Promise<Record<string, unknown>> => {
  const response = await fetch(url, {
    headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text}`);
  return JSON.parse(text) as Record<string, unknown>;
};

/** Every consult is ended at the survivor; those of the other one are joined there first. How many these were. */
async function endAll(url: string, load: Load): Promise<number> {
  let takenOver = 0;
  for (const [id, { madeBy, tenant }] of load.consults) {
    const consult = `${url}/v1/consults/${id}`;
    if (madeBy === 0) {
      const ticket = await request(`${consult}/tickets`, keys[tenant], { userKey: 'late' });
      if (ticket['consultId'] !== id) throw new Error('The ticket is for another consult.');
      takenOver += 1;
    }
    const { state } = await request(`${consult}/end`, keys[tenant], {});
    if (state !== 'ended') throw new Error(`The consult is ${String(state)}.`);
  }
  return takenOver;
}

async function compare(pool: Pool, url: string, load: Load): Promise<Omit<TwoInstancesFigures, 'takenOver'>> {
  const { rows } = await pool.query<{ fact: string; count: string }>(
    `SELECT connection || ' ' || coalesce(sequence::text, kind) AS fact, count(*) AS count
     FROM ledger_evidence WHERE connection IS NOT NULL GROUP BY 1`,
  );
  const kept = new Map(rows.map(({ fact, count }) => [fact, Number(count)]));
  const { rows: audited } = await pool.query<{ consult: string; created: string; ended: string }>(
    `SELECT consult_id AS consult, count(*) FILTER (WHERE kind = 'consult-created') AS created,
       count(*) FILTER (WHERE kind = 'consult-ended') AS ended
     FROM audit_trail GROUP BY 1`,
  );
  const whole = new Set(
    audited.filter(({ created, ended }) => created === '1' && ended === '1').map(({ consult }) => consult),
  );
  return {
    consults: load.consults.size,
    events: load.offered.size,
    acknowledged: load.acknowledged.size,
    lost: [...load.acknowledged].filter((fact) => !kept.has(fact)).length,
    duplicates: [...kept.values()].reduce((sum, count) => sum + count - 1, 0),
    retries: load.retries,
    sentToBoth: load.sentToBoth,
    seconds: {
      told: await secondsOf('told', url, load.attendances),
      beating: await secondsOf('beating', url, load.attendances),
    },
    audit: (await verifyPostgresAudit(pool)).result,
    unaudited: [...load.consults.keys()].filter((id) => !whole.has(id)).length,
  };
}

interface Report {
  readonly asOf?: number;
  readonly usage: { readonly participantSeconds: number; readonly errorBoundSeconds: number };
}

/** Over the end of a month there are two reports. */
async function secondsOf(
  tenant: Tenant,
  url: string,
  attendances: readonly Attendance[],
): Promise<SecondsCompared> {
  const months = new Set(
    [Date.now() - 600_000, Date.now()].map((at) => new Date(at).toISOString().slice(0, 7)),
  );
  const asked = Date.now();
  let [reported, bound] = [0, 0];
  for (const month of months) {
    // A report takes what is rolled up by then, and says up to when that is.
    const { usage } = await eventually(
      'a report of all that was received',
      async () => (await request(`${url}/v1/report?month=${month}`, keys[tenant])) as unknown as Report,
      ({ asOf = 0 }) => asOf >= asked,
      120_000,
    );
    reported += usage.participantSeconds;
    bound += usage.errorBoundSeconds;
  }
  const mine = attendances.filter((one) => one.tenant === tenant);
  return { truth: mine.reduce((sum, { seconds }) => sum + seconds, 0), reported, bound };
}
