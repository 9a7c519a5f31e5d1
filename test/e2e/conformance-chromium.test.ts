import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startTwilioEmulator } from '@patchbay/emulators';
import {
  answerHarnessCalls,
  type Assurance,
  scenarios,
  type ScenarioResult,
  toProviderResults,
} from '@patchbay/conformance';

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../servers/chromium.ts';
import { describeWithServers, type RealThing } from '../servers/describe-with-servers.ts';
import { startLivekitServer } from '../servers/livekit-server.ts';
import { type PageServer, servePages } from './page-server.ts';
import { startServerBackend } from './server-backend.ts';

type Closer = () => Promise<void>;

/** What each provider needs beside Chromium, and how its surroundings are started. */
const candidates: readonly {
  readonly provider: string;
  readonly assurance: Assurance;
  readonly needs: readonly RealThing[];
  start(
    paths: Readonly<Record<RealThing, string>>,
    closers: Closer[],
  ): Promise<Readonly<Record<string, string>>>;
}[] = [
  { provider: 'mesh', assurance: 'real', needs: ['chromium'], start: () => Promise.resolve({}) },
  {
    provider: 'livekit',
    assurance: 'real',
    needs: ['chromium', 'livekit'],
    start: async ({ livekit }, closers) => {
      const server = await startLivekitServer({ binary: livekit });
      closers.push(() => server.stop());
      const { url, apiKey, apiSecret } = server;
      return { url, apiKey, apiSecret };
    },
  },
  {
    provider: 'twilio',
    assurance: 'emulated',
    needs: ['chromium'],
    start: async (_, closers) => {
      const emulator = await startTwilioEmulator();
      closers.push(() => emulator.close());
      return emulator.settings;
    },
  },
];

const resultsFolder = join(import.meta.dirname, '..', 'parity', 'results');

for (const { provider, assurance, needs, start } of candidates) {
  describeWithServers(`${provider} keeps the contract in Chromium, over real media`, needs, (paths) => {
    const closers: Closer[] = [];
    const results = new Map<string, ScenarioResult>();
    let page: Page;

    beforeAll(async () => {
      const pages: PageServer = await servePages(['conformance-page']);
      closers.push(() => pages.close());
      const settings = await start(paths, closers);
      const backend = await startServerBackend({ provider, settings, origin: pages.url });
      closers.push(() => backend.close());
      const browser: Browser = await launchChromium({ executablePath: paths.chromium });
      closers.push(() => browser.close());
      const context = await browser.newContext({ permissions: ['camera', 'microphone'] });
      page = await context.newPage();
      await page.exposeFunction('harnessCall', answerHarnessCalls(backend));
      await page.goto(`${pages.url}/conformance-page.html?provider=${provider}`);
      await page.waitForFunction(() => globalThis.patchbayConformance !== undefined);
    }, 60_000);

    afterAll(async () => {
      if (process.env['PATCHBAY_WRITE_PARITY'] === '1' && results.size === scenarios.length) {
        mkdirSync(resultsFolder, { recursive: true });
        const inOrder = scenarios.flatMap(({ id }) => results.get(id) ?? []);
        const file = join(resultsFolder, `${provider}.json`);
        writeFileSync(
          file,
          `${JSON.stringify(toProviderResults({ provider, assurance }, inOrder), undefined, 2)}\n`,
        );
      }
      for (const close of closers.toReversed()) await close();
    });

    // Each scenario has a room of its own and mostly waits: several at once take a quarter of the time.
    test.concurrent.each(scenarios)('$id: $title', { timeout: 90_000 }, async ({ id }) => {
      const result = await page.evaluate(
        (scenario) => globalThis.patchbayConformance?.run(scenario, { patience: 25_000 }),
        id,
      );
      if (result === undefined) throw new Error('The page lost its conformance suite.');
      results.set(id, result);
      const { outcome, detail } = result;
      // What is left out says why.
      expect({ outcome, detail }).toEqual({
        outcome: expect.stringMatching(/^(passed|opted-out|cannot)$/),
        detail: outcome === 'passed' ? '' : expect.stringMatching(/\w/),
      });
    });
  });
}
