import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JoinTicket } from '@patchbay/contract';
import type { Browser, Page } from 'playwright-core';
import { freePort } from '../servers/free-port.ts';
import { launchChromium } from '../servers/launch-chromium.ts';
import type { RealPaths } from '../servers/real-things.ts';
import { scratchDatabase, startPostgres } from '../servers/start-postgres.ts';
import type { Surroundings } from '../servers/surroundings/index.ts';
import { eventually } from './eventually.ts';
import { servePages } from './page-server.ts';
import type { CallPage } from './pages/call-page.ts';
import { runEntry, type RunningEntry } from './run-entry.ts';
import { startTcpBalancer, type TcpBalancer } from './tcp-balancer.ts';

declare const page: CallPage;

const apiKey = 'an-api-key-for-this-test-only';
/** A machine that runs everything else too starts a server in so many milliseconds. */
const startMilliseconds = 60_000;

/** A consult at two server processes on one PostgreSQL. */
export interface TwoInstances {
  /** A page whose connections go to this instance first, and to the other when it takes none. */
  enter(instance: 0 | 1, userKey: string): Promise<Page>;
  ask(instance: 0 | 1, path: string, body?: object): Promise<unknown>;
  readonly consult: string;
  /** A line of what it counts, by how it begins. */
  figure(instance: 0 | 1, name: string): Promise<string | undefined>;
  /** Ends a process by SIGKILL, and resolves when it has ended. */
  kill(instance: 0 | 1): Promise<void>;
  /** What both have written to their logs. */
  logs(): string;
  close(): Promise<void>;
}

export interface TwoInstancesOptions {
  readonly surroundings: Surroundings;
  readonly paths: RealPaths;
}

export async function openTwoInstances({ surroundings, paths }: TwoInstancesOptions): Promise<TwoInstances> {
  const { provider } = surroundings;
  const closers: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const each of closers.splice(0).toReversed()) await each();
  };
  try {
    const postgres = await startPostgres();
    closers.push(() => postgres.stop());
    const database = await scratchDatabase(postgres);
    closers.push(() => database.drop());
    const pages = await servePages(['call-page'], {
      'provider-under-test': `@patchbay/provider-${provider}`,
    });
    closers.push(() => pages.close());
    const vendor = await surroundings.start({ paths, webhookUrl: '' });
    closers.push(() => vendor.close());
    const directory = await mkdtemp(join(tmpdir(), 'patchbay-instances-'));
    closers.push(() => rm(directory, { recursive: true, force: true }));

    const ports = [await freePort(), await freePort()] as const;
    // One for each person, as a load balancer might send them.
    const balancers: readonly TcpBalancer[] = [
      await startTcpBalancer(ports),
      await startTcpBalancer(ports.toReversed()),
    ];
    for (const balancer of balancers) closers.push(() => balancer.close());
    const url = (port: number): string => `http://127.0.0.1:${port}`;
    const servers: RunningEntry[] = [];
    for (const [index, port] of ports.entries()) {
      const server = runEntry('packages/cli/src/patchbay.ts', ['serve', '--json'], {
        ...process.env,
        ...settingsEnvironment(provider, vendor.settings),
        PATCHBAY_PROVIDER: provider,
        PATCHBAY_DATABASE_URL: database.url,
        PATCHBAY_DATA_DIRECTORY: join(directory, String(index)),
        PATCHBAY_SECRET: 'a-signing-secret-for-this-test-only',
        PATCHBAY_API_KEY: apiKey,
        PATCHBAY_PORT: String(port),
        PATCHBAY_PUBLIC_URL: url(balancers[0]?.port ?? 0),
        PATCHBAY_ALLOWED_ORIGINS: pages.url,
      });
      servers.push(server);
      closers.push(async () => {
        server.child.kill('SIGTERM');
        await server.exited;
      });
      await eventually(
        `instance ${index} to serve`,
        async () => server.stdout() || server.stderr(),
        () => {
          if (server.child.exitCode !== null) throw new Error(`It ended: ${server.stderr()}`);
          return server.stdout() !== '';
        },
        startMilliseconds,
      );
    }

    const ask = async (instance: 0 | 1, path: string, body?: object): Promise<unknown> => {
      const response = await fetch(`${url(ports[instance])}${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
        ...(body && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text}`);
      return text.startsWith('{') ? JSON.parse(text) : text;
    };
    const figure = async (instance: 0 | 1, name: string): Promise<string | undefined> =>
      String(await ask(instance, '/metrics'))
        .split('\n')
        .find((line) => line.startsWith(name));
    for (const instance of [0, 1] as const)
      await eventually(
        'both to know each other',
        () => figure(instance, 'patchbay_instances_alive'),
        (line) => line?.endsWith(' 2') === true,
      );
    // Its room is made there.
    const { id: consult } = (await ask(0, '/v1/consults', { phi: false, maxParticipants: 4 })) as {
      readonly id: string;
    };
    const browser: Browser = await launchChromium({ executablePath: paths.chromium ?? '' });
    closers.push(() => browser.close());

    return {
      consult,
      ask,
      figure,
      close,
      logs: () => servers.map(({ stderr }) => stderr()).join(''),
      enter: async (instance, userKey) => {
        const context = await browser.newContext({ permissions: ['camera', 'microphone'] });
        const opened = await context.newPage();
        await opened.goto(`${pages.url}/call-page.html`);
        await opened.waitForFunction(() => 'page' in globalThis);
        const ticket = (await ask(instance, `/v1/consults/${consult}/tickets`, { userKey })) as JoinTicket;
        const text = JSON.stringify(ticket).replaceAll(
          String(balancers[0]?.port),
          String(balancers[instance]?.port),
        );
        await opened.evaluate((told) => page.join(JSON.parse(told)), text);
        await opened.evaluate(() => page.publish());
        return opened;
      },
      kill: async (instance) => {
        const server = servers[instance];
        server?.child.kill('SIGKILL');
        await server?.exited;
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** As a provider's settings are told by the environment. */
const settingsEnvironment = (
  provider: string,
  settings: Readonly<Record<string, string>>,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [
      `PATCHBAY_${provider}_${name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`)}`.toUpperCase(),
      value,
    ]),
  );
