import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Evidence, JoinTicket } from '@patchbay/contract';
import { openSqliteLedger } from '@patchbay/metering';
import { createPatchbay, ledgerFile, resolveConfig, serve } from '@patchbay/server';
import { type BrowserServer, chromium, type Page } from 'playwright-core';
import { freePort } from '../servers/free-port.ts';
import { chromiumArguments } from '../servers/launch-chromium.ts';
import type { RealPaths } from '../servers/real-things.ts';
import type { Surroundings } from '../servers/surroundings/index.ts';
import { eventually } from './eventually.ts';
import { servePages } from './page-server.ts';
import type { CallPage } from './pages/call-page.ts';

declare const page: CallPage;

/** As a config may have them. */
export const consultTimes = { heartbeatSeconds: 5, leaseSeconds: 15 };
const rosterPollSeconds = 5;
/** LiveKit waits 15 s for a lost participant to come back; the rest is this machine's. */
const noticedMilliseconds = 60_000;
/** Late in an interval, where half an interval is far off. */
const sinceLastBeat = 4000;

export interface KilledConsultOptions {
  readonly provider: string;
  readonly surroundings: Surroundings;
  readonly paths: RealPaths;
}

export interface ConsultRecord {
  /** When the killed person's page had joined, milliseconds since the Unix epoch. */
  readonly joined: number;
  /** Between which two instants the browser's process ended. */
  readonly killed: { readonly earliest: number; readonly latest: number };
  /** The heartbeats' connection of the killed page. */
  readonly connection: string;
  readonly rows: readonly Evidence[];
}

/** Two people in two browser processes at a real server of the provider and a real Patchbay. */
export interface KilledConsult {
  /** Ends one browser by SIGKILL, some seconds after one of its heartbeats. */
  kill(): Promise<void>;
  /** Resolves when the lease is over and the vendor has told that somebody left. */
  everythingTold(): Promise<void>;
  record(): Promise<ConsultRecord>;
  close(): Promise<void>;
}

export async function openKilledConsult(options: KilledConsultOptions): Promise<KilledConsult> {
  const { provider, surroundings, paths } = options;
  const closers: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const each of closers.splice(0).toReversed()) await each();
  };
  try {
    const pages = await servePages(['call-page'], {
      'provider-under-test': `@patchbay/provider-${provider}`,
    });
    closers.push(() => pages.close());
    const port = await freePort();
    const webhookUrl = `http://127.0.0.1:${port}/v1/webhooks/${provider}`;
    const vendor = await surroundings.start({ paths, webhookUrl });
    closers.push(() => vendor.close());
    const directory = await mkdtemp(join(tmpdir(), 'patchbay-killed-'));
    closers.push(() => rm(directory, { recursive: true, force: true }));
    const config = resolveConfig({
      provider,
      providers: { [provider]: vendor.settings },
      development: true,
      dataDirectory: directory,
      compliance: { product: { model: 'closed', delivery: 'hosted' } },
      metering: { ...consultTimes, rosterPollSeconds },
      server: { port, allowedOrigins: [pages.url] },
    });
    const patchbay = await createPatchbay({ config });
    closers.push(() => patchbay.close());
    const serving = await serve({ patchbay });
    closers.push(() => serving.close());
    const ledger = await openSqliteLedger({ path: ledgerFile(directory), now: Date.now });
    closers.push(() => ledger.close());

    const ask = async (path: string, body: object): Promise<unknown> => {
      const response = await fetch(`${serving.url}${path}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${config.ephemeral.apiKey}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify(body),
      });
      if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
      return response.json();
    };
    const { id } = (await ask('/v1/consults', { phi: false, maxParticipants: 2 })) as { readonly id: string };

    const launch = async (): Promise<BrowserServer> => {
      const server = await chromium.launchServer({
        executablePath: paths.chromium ?? '',
        chromiumSandbox: false,
        args: [...chromiumArguments],
      });
      closers.push(() => server.close());
      return server;
    };
    const enter = async (
      userKey: string,
      server: BrowserServer,
      heard?: (body: string) => void,
    ): Promise<Page> => {
      const browser = await chromium.connect(server.wsEndpoint());
      const opened = await (await browser.newContext({ permissions: ['camera', 'microphone'] })).newPage();
      opened.on('request', (request) => {
        if (request.url().startsWith(serving.url)) heard?.(request.postData() ?? '');
      });
      await opened.goto(`${pages.url}/call-page.html`);
      await opened.waitForFunction(() => 'page' in globalThis);
      const ticket = (await ask(`/v1/consults/${id}/tickets`, { userKey })) as JoinTicket;
      await opened.evaluate((text) => page.join(JSON.parse(text)), JSON.stringify(ticket));
      await opened.evaluate(() => page.publish());
      return opened;
    };
    const sees = (side: Page) =>
      eventually(
        'decoded video',
        () => side.evaluate(() => page.seen()),
        ({ video }) => (video?.width ?? 0) > 2 && (video?.seconds ?? 0) > 0.3,
        30_000,
      );

    const [survivor, victim] = [await launch(), await launch()];
    const beats: { readonly at: number; readonly connection: string }[] = [];
    const staying = await enter('ann', survivor);
    const leaving = await enter('ben', victim, (body) => {
      const connection = connectionIn(body);
      if (connection !== undefined) beats.push({ at: Date.now(), connection });
    });
    await sees(staying);
    await sees(leaving);
    const exited = once(victim.process(), 'exit');
    const killed = { earliest: 0, latest: 0 };
    const rows = () => ledger.evidenceOf(id);

    return {
      kill: async () => {
        await eventually(
          'late in an interval',
          () => Promise.resolve([beats.length, Date.now() - (beats.at(-1)?.at ?? Date.now())] as const),
          ([count, since]) => count >= 3 && since >= sinceLastBeat,
          30_000,
        );
        killed.earliest = Date.now();
        victim.process().kill('SIGKILL');
        await exited;
        killed.latest = Date.now();
      },
      everythingTold: async () => {
        const leaseOver = killed.latest + consultTimes.leaseSeconds * 1000 + 1000;
        await eventually(
          'the vendor to notice',
          async () => (await rows()).filter(({ source }) => source !== 'heartbeat').map(({ kind }) => kind),
          (kinds) => kinds.includes('left') && Date.now() > leaseOver,
          noticedMilliseconds,
        );
        await ask(`/v1/consults/${id}/end`, {});
      },
      record: async () => ({
        joined: beats[0]?.at ?? 0,
        killed,
        connection: beats[0]?.connection ?? '',
        rows: await rows(),
      }),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function connectionIn(body: string): string | undefined {
  const found = /"connectionId":"([^"]+)"/.exec(body);
  return found?.[1];
}
