import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { answerHarnessCalls, scenarios, type ScenarioResult, toProviderResults } from '@patchbay/conformance';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../servers/chromium.ts';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { requirePath } from '../servers/real-things.ts';
import { surroundings } from '../servers/surroundings/index.ts';
import { servePages } from './page-server.ts';
import type { RunTerms } from './run-terms.ts';
import { startServerBackend } from './server-backend.ts';

type Closer = () => Promise<void>;

const resultsFolder = join(import.meta.dirname, '..', 'parity', 'results');
const only = process.env['PATCHBAY_ONLY']?.split(',');
const wanted = surroundings.filter(({ provider }) => only?.includes(provider) ?? true);

for (const { provider, assurance, needs, standIns, start } of wanted) {
  describeWithServers(`${provider} keeps the contract in Chromium, over real media`, needs, (paths) => {
    const closers: Closer[] = [];
    const results = new Map<string, ScenarioResult>();
    let page: Page;

    beforeAll(async () => {
      const pages = await servePages(['conformance-page', 'provider-frame'], standIns);
      closers.push(() => pages.close());
      const running = await start({ paths, webhookUrl: undefined });
      closers.push(() => running.close());
      const { settings, chromiumArguments = [], pagePerPerson = false, cannot = {} } = running;
      const backend = await startServerBackend({
        provider,
        settings,
        origin: pages.url,
        differences: running,
      });
      closers.push(() => backend.close());
      const executablePath = requirePath(paths, 'chromium');
      const browser = await launchChromium({ executablePath, args: chromiumArguments });
      closers.push(() => browser.close());
      const context = await browser.newContext({ permissions: ['camera', 'microphone'] });
      page = await context.newPage();
      await page.exposeFunction('harnessCall', answerHarnessCalls(backend));
      await page.exposeFunction('runTerms', (): RunTerms => ({ assurance, pagePerPerson, cannot }));
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
