import type { Heartbeat, JoinTicket, ProviderBackendDescriptor } from '@patchbay/contract';
import { createPatchbay, type Patchbay, resolveConfig } from '@patchbay/server';
import { onTestFinished } from 'vitest';
import { writeConfig } from '../../packages/cli/test/attested-config.ts';
import { run, testApiKey, testSecret } from '../../packages/cli/test/run-in-process.ts';
import { scratchFolder } from '../../packages/cli/test/scratch-folder.ts';
import type { ReconcileAnswer } from '../../packages/cli/src/render/render-reconciliation.ts';
import type { StartVendor } from './emulated-vendor.ts';
import { createWorldTime } from './world-time.ts';

export interface EmulatedWorldOptions {
  readonly provider: string;
  readonly start: StartVendor;
  readonly descriptor: ProviderBackendDescriptor;
  /** Milliseconds since the Unix epoch. */
  readonly from: number;
}

/** What was true of one connection, by whoever made it. */
export interface TrueVisit {
  readonly consult: string | undefined;
  readonly seconds: number;
}

const heartbeatMilliseconds = 15_000;
const publicUrl = 'https://video.example';

/**
 * A Patchbay server and an emulated vendor, each with a store and a count of its own, in one time. Nothing goes from the one to the
 * other but what goes over the vendor's own interfaces: REST, webhooks, and what browsers send.
 */
export async function createEmulatedWorld({ provider, start, descriptor, from }: EmulatedWorldOptions) {
  const time = createWorldTime(from);
  const { now, schedule } = time;
  const webhookUrl = `${publicUrl}/v1/webhooks/${provider}`;
  let server: Patchbay | undefined;
  // Whoever is away answers as a load balancer would in their place.
  const askServer = time.watched(
    async (input, init) => server?.fetch(new Request(input, init)) ?? new Response(null, { status: 503 }),
  );
  const vendor = await start({
    now,
    schedule,
    webhookUrl,
    fetch: askServer,
  });
  onTestFinished(async () => {
    await server?.close();
    await vendor.close();
  });

  const cwd = await scratchFolder();
  const input = {
    provider,
    secret: testSecret,
    apiKeys: [{ tenant: 'north', key: testApiKey }],
    providers: { [provider]: vendor.settings },
    server: { publicUrl },
  };
  await writeConfig(cwd, input);
  const shown = new Set<string>();
  const fetch = time.watched(async (request, init) => {
    const response = await globalThis.fetch(request, init);
    const { pathname } = new URL(response.url);
    for (const [path, shape] of vendor.shapes) {
      if (!path.test(pathname)) continue;
      shape.parse(await response.clone().json());
      shown.add(path.source);
    }
    return response;
  });

  const ask = async (
    path: string,
    body: object,
    token = testApiKey,
  ): Promise<Readonly<Record<string, unknown>>> => {
    const response = await askServer(
      new Request(publicUrl + path, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    );
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.status === 204 ? {} : ((await response.json()) as Readonly<Record<string, unknown>>);
  };
  /** The page's own heartbeats, every 15 s until it leaves. */
  const beat = async ({ metering }: JoinTicket): Promise<() => Promise<void>> => {
    const connectionId = crypto.randomUUID();
    const began = now();
    let sequence = 0;
    let cancel = (): void => undefined;
    const say = async (kind: Heartbeat['kind']): Promise<void> => {
      const heartbeat: Heartbeat = { connectionId, sequence, kind, at: now(), elapsed: now() - began };
      sequence += 1;
      await ask('/v1/heartbeats', heartbeat, metering.token);
    };
    const later = (): void => {
      cancel = schedule(() => void say('present').then(later), heartbeatMilliseconds);
    };
    await say('joined');
    later();
    return async () => {
      cancel();
      await say('left');
    };
  };
  const visits: TrueVisit[] = [];
  const visit = async (consult: string | undefined, credentials: JoinTicket['credentials']) => {
    const leave = await vendor.join(credentials);
    const joinedAt = now();
    await vendor.settled();
    return async () => {
      visits.push({ consult, seconds: (now() - joinedAt) / 1000 });
      await leave();
      await vendor.settled();
    };
  };

  return {
    ...time,
    vendor,
    visits,
    /** At which paths answers were seen to have the vendor's shape. */
    shown,
    startServer: async () => {
      const config = resolveConfig(input, { directory: cwd });
      server = await createPatchbay({ config, now, schedule, fetch });
    },
    /** What the vendor tells from now on reaches nobody. */
    stopServer: async () => {
      const stopping = server;
      server = undefined;
      await stopping?.close();
    },
    openConsult: async () => String((await ask('/v1/consults', { phi: false, maxParticipants: 2 }))['id']),
    endConsult: async (consult: string) => {
      await ask(`/v1/consults/${consult}/end`, {});
      await vendor.settled();
    },
    ticketFor: async (consult: string, userKey: string) =>
      (await ask(`/v1/consults/${consult}/tickets`, { userKey })) as unknown as JoinTicket,
    /** Somebody with a ticket is at the vendor, and their page tells of nothing; resolves to what leaves. */
    enter: (consult: string, ticket: JoinTicket) => visit(consult, ticket.credentials),
    /** The same with a page that beats. */
    enterWithPage: async (consult: string, ticket: JoinTicket) => {
      const leave = await visit(consult, ticket.credentials);
      const stop = await beat(ticket);
      return async () => {
        await stop();
        await leave();
      };
    },
    /** Two people in a room that another application of the same account made, for so long. */
    meetElsewhere: async (seconds: number) => {
      const another = await descriptor.create(vendor.settings, {
        publicUrl: 'https://another.example',
        fetch,
        now,
        randomId: () => crypto.randomUUID().replaceAll('-', ''),
        seal: async () => '',
        open: async () => undefined,
        participantsOf: async () => [],
        connections: { remember: async () => undefined, in: async () => new Map() },
        observe: () => undefined,
      });
      const room = await another.createRoom({
        room: 'another-application',
        vendorRoom: undefined,
        maxParticipants: 2,
        emptyTimeoutSeconds: 60,
      });
      const leaving = [];
      for (const participant of ['one', 'two']) {
        const asking = {
          room: room ?? 'another-application',
          participant,
          userKey: participant,
          ttlSeconds: 600,
        };
        leaving.push(await visit(undefined, await another.mintCredentials(asking)));
      }
      await time.advance(seconds * 1000);
      for (const leave of leaving) await leave();
      await another.close();
    },
    /** `patchbay reconcile`, as it is typed. */
    reconcile: async (...args: readonly string[]) => {
      const ran = await run(['reconcile', '--provider', provider, ...args], { cwd, now, fetch });
      if (ran.exit !== 0) throw new Error(`${ran.exit}: ${ran.stdout}${ran.stderr}`);
      return ran;
    },
    reconciled: async (): Promise<ReconcileAnswer['providers'][number]> => {
      const ran = await run(['reconcile', '--provider', provider, '--json'], { cwd, now, fetch });
      const { providers } = ran.json() as ReconcileAnswer;
      const [only] = providers;
      if (ran.exit !== 0 || only === undefined) throw new Error(`${ran.exit}: ${ran.stdout}${ran.stderr}`);
      return only;
    },
  };
}
