import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scenarios } from './all-scenarios.ts';
import type { ProviderHarness } from './harness.ts';
import { installFakeMedia } from './media/fake-globals.ts';
import { defaultPatience, gapOf, runScenario, type RunOptions, scenarioPatiences } from './run-scenario.ts';

/**
 * Registers every scenario that this harness can play as a test, and one test that names those it leaves out with the
 * reason of each. The harness is opened while tests are collected and closed after the last one.
 */
export function describeProvider(
  name: string,
  open: () => ProviderHarness | Promise<ProviderHarness>,
  { patience = defaultPatience }: RunOptions = {},
): void {
  describe(`${name} keeps the contract`, async () => {
    const harness = await open();
    const gaps = scenarios.flatMap((scenario) => {
      const gap = gapOf(harness, scenario);
      return gap === undefined ? [] : [{ id: scenario.id, ...gap }];
    });
    const left = new Set(gaps.map(({ id }) => id));
    let undo: () => void = () => undefined;

    beforeAll(() => {
      undo = installFakeMedia();
    });
    afterAll(async () => {
      await harness.close();
      undo();
    });

    test.each(scenarios.filter(({ id }) => !left.has(id)))(
      '$id: $title',
      async ({ id }) => {
        const { outcome, detail } = await runScenario(harness, id, { patience });
        expect({ outcome, detail }).toEqual({ outcome: 'passed', detail: '' });
      },
      patience * (scenarioPatiences + 2),
    );

    test(`leaves out ${gaps.length} of ${scenarios.length} scenarios, each with its reason`, () => {
      for (const { id, detail } of gaps)
        expect({ id, detail }).toEqual({ id, detail: expect.stringMatching(/\w/) });
      expect(left.size).toBeLessThan(scenarios.length);
    });
  });
}
