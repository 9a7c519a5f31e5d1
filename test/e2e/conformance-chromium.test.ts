import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scenarios, type ScenarioResult, toProviderResults } from '@patchbay/conformance';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { resultsFolder, resultsText } from '../parity/parity-results.ts';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { requirePath } from '../servers/real-things.ts';
import { surroundings } from '../servers/surroundings/index.ts';
import { type OpenConformance, openConformance } from './open-conformance.ts';

const only = process.env['PATCHBAY_ONLY']?.split(',');
const wanted = surroundings.filter(({ provider }) => only?.includes(provider) ?? true);

for (const { provider, assurance, needs, standIns, start } of wanted) {
  describeWithServers(`${provider} keeps the contract in Chromium`, needs, (paths) => {
    const results = new Map<string, ScenarioResult>();
    let conformance: OpenConformance | undefined;

    beforeAll(async () => {
      conformance = await openConformance({
        provider,
        assurance,
        executablePath: requirePath(paths, 'chromium'),
        standIns,
        start: (webhookUrl) => start({ paths, webhookUrl }),
      });
    }, 60_000);

    afterAll(async () => {
      if (process.env['PATCHBAY_WRITE_PARITY'] === '1' && results.size === scenarios.length) {
        const inOrder = scenarios.flatMap(({ id }) => results.get(id) ?? []);
        const text = resultsText(toProviderResults({ provider, assurance }, inOrder));
        writeFileSync(join(resultsFolder, `${provider}.json`), text);
      }
      await conformance?.close();
    });

    // Each scenario has a room of its own and mostly waits: several at once take a quarter of the time.
    test.concurrent.each(scenarios)('$id: $title', { timeout: 90_000 }, async ({ id }) => {
      const result = await conformance?.play(id);
      if (result === undefined) throw new Error('There is no page to play in.');
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
