import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  JoinTicket,
  ProviderBackend,
  ProviderBackendDescriptor,
  ProviderObservation,
} from '@patchbay/contract';
import { createMediasoupBackend, mediasoupBackend } from '@patchbay/provider-mediasoup/server';
import { createPatchbay, type Patchbay, resolveConfig, serve } from '@patchbay/server';
import * as mediasoup from 'mediasoup';
import { type BrowserServer, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chromiumArguments } from '../servers/launch-chromium.ts';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { freePort } from '../servers/free-port.ts';
import { eventually } from './eventually.ts';
import { type PageServer, servePages } from './page-server.ts';
import type { CallPage } from './pages/call-page.ts';

declare const page: CallPage;

/** A killed browser's seat is kept for 20 s; the rest is this machine's. */
const goneMilliseconds = 25_000;

describeWithServers('calls over real mediasoup workers', ['chromium', 'mediasoup'], (paths) => {
  const observed: ProviderObservation[] = [];
  const workers: mediasoup.types.Worker[] = [];
  const closers: (() => Promise<unknown>)[] = [];
  let backend: ProviderBackend;
  let patchbay: Patchbay;
  let pages: PageServer;

  /** The provider's own server half, with its facts and its processes in view. */
  const watched: ProviderBackendDescriptor = {
    ...mediasoupBackend,
    create: async (settings, { observe, ...context }) => {
      const createWorker: typeof mediasoup.createWorker = async (options) => {
        const worker = await mediasoup.createWorker(options);
        workers.push(worker);
        return worker;
      };
      const seen = (observation: ProviderObservation): void => {
        observed.push(observation);
        observe(observation);
      };
      backend = await createMediasoupBackend(
        settings,
        { ...context, observe: seen },
        { engine: { createWorker } },
      );
      return backend;
    },
  };

  beforeAll(async () => {
    pages = await servePages(['call-page'], { 'provider-under-test': '@patchbay/provider-mediasoup' });
    closers.push(() => pages.close());
    const directory = await mkdtemp(join(tmpdir(), 'patchbay-calls-'));
    closers.push(() => rm(directory, { recursive: true, force: true }));
    const config = resolveConfig({
      provider: 'mediasoup',
      installed: [watched],
      providers: {
        mediasoup: {
          announcedAddress: '127.0.0.1',
          listenAddress: '127.0.0.1',
          workers: '2',
          workerBinary: paths.mediasoup,
        },
      },
      development: true,
      dataDirectory: directory,
      server: { port: await freePort(), allowedOrigins: [pages.url] },
    });
    patchbay = await createPatchbay({ config });
    closers.push(() => patchbay.close());
    const serving = await serve({ patchbay });
    closers.push(() => serving.close());
  }, 60_000);

  afterAll(async () => {
    for (const close of closers.toReversed()) await close();
  });

  async function ask(path: string, body: object): Promise<Response> {
    const headers = {
      authorization: `Bearer ${patchbay.config().ephemeral.apiKey}`,
      'content-type': 'application/json',
    };
    return patchbay.fetch(
      new Request(`http://127.0.0.1${path}`, { method: 'POST', headers, body: JSON.stringify(body) }),
    );
  }
  async function openConsult(): Promise<string> {
    const response = await ask('/v1/consults', { phi: false, maxParticipants: 2 });
    return ((await response.json()) as { readonly id: string }).id;
  }
  async function launch(): Promise<BrowserServer> {
    const server = await chromium.launchServer({
      executablePath: paths.chromium,
      chromiumSandbox: false,
      args: [...chromiumArguments],
    });
    closers.push(() => server.close());
    return server;
  }
  async function enter(consult: string, userKey: string, server: BrowserServer): Promise<Page> {
    const browser = await chromium.connect(server.wsEndpoint());
    const opened = await (await browser.newContext({ permissions: ['camera', 'microphone'] })).newPage();
    await opened.goto(`${pages.url}/call-page.html`);
    await opened.waitForFunction(() => 'page' in globalThis);
    const ticket = (await (await ask(`/v1/consults/${consult}/tickets`, { userKey })).json()) as JoinTicket;
    await opened.evaluate((text) => page.join(JSON.parse(text)), JSON.stringify(ticket));
    await opened.evaluate(() => page.publish());
    return opened;
  }
  const look = (side: Page) => side.evaluate(() => page.seen());
  const sees = (side: Page) =>
    eventually(
      'decoded video',
      () => look(side),
      ({ video }) => (video?.width ?? 0) > 2 && (video?.seconds ?? 0) > 0.3,
    );

  test('who speaks, and how good it is, is told', { timeout: 60_000 }, async () => {
    const [consult, server] = [await openConsult(), await launch()];
    const sides = [await enter(consult, 'ann', server), await enter(consult, 'ben', server)] as const;
    for (const side of sides) {
      const wanted = ['speaking 1', 'own quality excellent', 'their quality excellent'];
      const all = ({ told }: { readonly told: readonly string[] }) =>
        wanted.every((each) => told.includes(each));
      expect((await eventually('a voice and a score', () => look(side), all)).told).toEqual(
        expect.arrayContaining(wanted),
      );
    }
    await ask(`/v1/consults/${consult}/end`, {});
  });

  test(
    'a worker that is killed: both sides are told, see each other again, and never see each other leave',
    { timeout: 90_000 },
    async () => {
      const [consult, server] = [await openConsult(), await launch()];
      const sides = [await enter(consult, 'ann', server), await enter(consult, 'ben', server)] as const;
      for (const side of sides) await sees(side);
      const count = workers.length;
      const since = observed.length;
      const carrying: mediasoup.types.Worker[] = [];
      for (const worker of workers.filter(({ closed }) => !closed))
        if ((await worker.dump()).routerIds.length > 0) carrying.push(worker);
      for (const { pid } of carrying) process.kill(pid, 'SIGKILL');
      for (const side of sides) {
        await eventually(
          'the call goes on',
          () => look(side),
          ({ told }) => told.includes('reconnected'),
        );
        await sees(side);
      }
      await sides[0].evaluate(() => page.send('still here'));
      const { told } = await eventually(
        'a message',
        () => look(sides[1]),
        (seen) => seen.told.includes('heard "still here"'),
      );
      expect(told.filter((event) => event.startsWith('left') || event === 'participant-left')).toEqual([]);
      expect([carrying.length, workers.length - count]).toEqual([1, 1]);
      expect(await backend.check()).toMatchObject({
        reachable: true,
        detail: '2 of 2 mediasoup workers run.',
      });
      expect(observed.slice(since).map(({ kind }) => kind)).toEqual(['present', 'present']);
      await ask(`/v1/consults/${consult}/end`, {});
    },
  );

  test(
    'a browser that is killed: the other side sees them go, and the ledger has it from when it happened',
    { timeout: 90_000 },
    async () => {
      const consult = await openConsult();
      const [survivor, victim] = [await launch(), await launch()];
      const witness = await enter(consult, 'ann', survivor);
      await enter(consult, 'ben', victim);
      await sees(witness);
      const since = observed.length;
      const killedAt = Date.now();
      victim.process().kill('SIGKILL');
      await eventually(
        'somebody left',
        () => look(witness),
        ({ told }) => told.includes('participant-left'),
        goneMilliseconds,
      );
      const left = observed.slice(since).find(({ kind }) => kind === 'left');
      expect(left).toMatchObject({ source: 'signalling', precision: 1 });
      expect(Math.abs((left?.at ?? 0) - killedAt)).toBeLessThan(3_000);
      await ask(`/v1/consults/${consult}/end`, {});
    },
  );
});
