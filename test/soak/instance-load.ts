import type { JoinTicket } from '@patchbay/contract';

/** Somebody's presence as it truly was, and the events that tell of it, by a key of their own. */
export interface Attendance {
  readonly tenant: Tenant;
  readonly consultId: string;
  readonly seconds: number;
}

/** Presence told by the app's backend as CloudEvents, and by browsers as heartbeats: each tenant in one way. */
export type Tenant = 'told' | 'beating';

export interface Load {
  readonly attendances: readonly Attendance[];
  /** Keys of facts that a server has acknowledged. */
  readonly acknowledged: ReadonlySet<string>;
  readonly offered: ReadonlySet<string>;
  /** Consults that a server has acknowledged, with the server that made each. */
  readonly consults: ReadonlyMap<string, { readonly madeBy: number; readonly tenant: Tenant }>;
  readonly requests: number;
  /** Requests that were sent again because the one before had no answer, or 5xx. */
  readonly retries: number;
  readonly sentToBoth: number;
}

export interface LoadOptions {
  /** Of each tenant. */
  readonly consults: number;
  /** What the app's backend believes to be alive; a server that does not answer is not asked first again. */
  readonly urls: readonly string[];
  readonly keys: Readonly<Record<Tenant, string>>;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Called when so much of the work is done, from 0 to 1. */
  readonly onProgress: (done: number) => void;
}

const people = ['ann', 'ben'];
const beatMilliseconds = 250;
const beats = 24;
const workers = 12;
const patience = 60_000;

/** Puts work on several servers at once: every request at one of them by chance, some at all, again elsewhere after a failure. */
export async function putLoad({ consults, urls, keys, random, onProgress }: LoadOptions): Promise<Load> {
  const attendances: Attendance[] = [];
  const acknowledged = new Set<string>();
  const offered = new Set<string>();
  const made = new Map<string, { readonly madeBy: number; readonly tenant: Tenant }>();
  const counts = { requests: 0, retries: 0, sentToBoth: 0, done: 0 };

  const once = async (server: number, path: string, bearer: string, body: unknown): Promise<unknown> => {
    counts.requests += 1;
    const response = await fetch(`${urls[server]}${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${bearer}`,
        'content-type': Array.isArray(body) ? 'application/cloudevents-batch+json' : 'application/json',
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(15_000),
    });
    const text = await response.text();
    if (response.status >= 500) throw new Error(`${response.status}`);
    if (!response.ok) throw new Refused(`${path} answered ${response.status}: ${text}`);
    return JSON.parse(text);
  };

  /** At any server, then at the next one, until one answers. */
  const ask = async (
    path: string,
    bearer: string,
    body: unknown,
  ): Promise<{ server: number; answer: unknown }> => {
    let server = Math.floor(random() * urls.length);
    const until = performance.now() + patience;
    for (;;) {
      try {
        return { server, answer: await once(server, path, bearer, body) };
      } catch (error) {
        if (error instanceof Refused || performance.now() > until) throw error;
        counts.retries += 1;
        server = (server + 1) % urls.length;
        await new Promise((resolve) => void setTimeout(resolve, 50));
      }
    }
  };

  const create = async (tenant: Tenant): Promise<string> => {
    const { server, answer } = await ask('/v1/consults', keys[tenant], { phi: false });
    const { id } = answer as { readonly id: string };
    made.set(id, { madeBy: server, tenant });
    return id;
  };

  /** One in five goes to all servers at the same time. */
  const tell = async (
    path: string,
    bearer: string,
    body: unknown,
    facts: readonly string[],
  ): Promise<void> => {
    for (const fact of facts) offered.add(fact);
    const times = random() < 0.2 ? urls.length : 1;
    if (times > 1) counts.sentToBoth += facts.length;
    const answers = await Promise.all(Array.from({ length: times }, () => ask(path, bearer, body)));
    for (const { answer } of answers) {
      const { results } = answer as { readonly results: readonly { outcome?: string; accepted?: boolean }[] };
      for (const [index, { outcome, accepted }] of results.entries())
        if (accepted ?? outcome !== 'refused') acknowledged.add(facts[index] ?? '');
    }
  };

  const toldConsult = async (): Promise<void> => {
    const consultId = await create('told');
    const created = Date.now();
    const events = people.flatMap((userKey) => {
      const connection = crypto.randomUUID();
      // The past is as good: a consult may be told of from five minutes before it was made.
      const seconds = 30 + Math.floor(random() * 170);
      const start = created - 250_000 + Math.floor(random() * 40_000);
      attendances.push({ tenant: 'told', consultId, seconds });
      const at = [start, start + 1000 * Math.floor(seconds / 2), start + 1000 * seconds];
      return (['joined', 'present', 'left'] as const).map((kind, index) => ({
        fact: `${connection} ${kind}`,
        event: {
          specversion: '1.0',
          id: crypto.randomUUID(),
          source: '/test',
          type: `patchbay.presence.${kind}`,
          subject: consultId,
          time: new Date(at[index] ?? 0).toISOString(),
          data: { provider: 'mesh', userKey, connection, precision: 1 },
        },
      }));
    });
    // In any order, in two batches.
    const shuffled = events.map((one) => ({ ...one, rank: random() })).sort((a, b) => a.rank - b.rank);
    for (const batch of [shuffled.slice(0, 3), shuffled.slice(3)]) {
      const facts = batch.map(({ fact }) => fact);
      await tell(
        '/v1/evidence',
        keys.told,
        batch.map(({ event }) => event),
        facts,
      );
    }
  };

  const beatingConsult = async (): Promise<void> => {
    const consultId = await create('beating');
    await Promise.all(
      people.map(async (userKey) => {
        const { answer } = await ask(`/v1/consults/${consultId}/tickets`, keys.beating, { userKey });
        const { metering } = answer as JoinTicket;
        const connectionId = crypto.randomUUID();
        const began = performance.now();
        let elapsed = 0;
        for (let sequence = 0; sequence < beats; sequence += 1) {
          elapsed = Math.round(performance.now() - began);
          const kind = sequence === 0 ? 'joined' : sequence === beats - 1 ? 'left' : 'present';
          const heartbeats = [{ connectionId, sequence, kind, at: Date.now(), elapsed }];
          await tell('/v1/heartbeats', metering.token, { heartbeats }, [`${connectionId} ${sequence}`]);
          await new Promise((resolve) => void setTimeout(resolve, beatMilliseconds));
        }
        attendances.push({ tenant: 'beating', consultId, seconds: elapsed / 1000 });
      }),
    );
  };

  const work = Array.from({ length: consults }, () => [toldConsult, beatingConsult]).flat();
  const total = work.length;
  await Promise.all(
    Array.from({ length: workers }, async () => {
      for (let next = work.shift(); next !== undefined; next = work.shift()) {
        await next();
        onProgress((counts.done += 1) / total);
      }
    }),
  );
  return { attendances, acknowledged, offered, consults: made, ...counts };
}

/** An answer that trying again would not change. */
class Refused extends Error {}
