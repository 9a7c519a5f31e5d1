import type { Capabilities } from '@patchbay/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  brokenProviders,
  installFakeMedia,
  type ProviderHarness,
  runAll,
  scenarios,
} from '@patchbay/conformance';
import { createFakeHarness } from '../fixtures/fake-harness.ts';

/** The broken ones wait in vain for much; the shorter, the sooner they are caught. */
const patience = 250;

/** What lives once in a page gets a page for everybody, so that scenarios beside each other do not fail each other. */
const soundHarness = (capabilities: Partial<Capabilities>): ProviderHarness => ({
  ...createFakeHarness({ capabilities }),
  pagePerPerson: capabilities.multiInstance === false,
});

async function failuresOf(harness: ProviderHarness): Promise<readonly string[]> {
  const results = await runAll(harness, { patience, atOnce: scenarios.length });
  return results.filter(({ outcome }) => outcome === 'failed').map(({ id }) => id);
}

describe('the zoo of broken providers', () => {
  let undo: () => void = () => undefined;
  let caught: ReadonlyMap<string, readonly string[]> = new Map();

  beforeAll(async () => {
    undo = installFakeMedia();
    const entries: [string, readonly string[]][] = [];
    for (const { id, breaks, capabilities } of brokenProviders) {
      const sound = soundHarness(capabilities);
      entries.push([id, await failuresOf({ ...sound, descriptor: breaks(sound.descriptor) })]);
    }
    caught = new Map(entries);
  }, 300_000);

  afterAll(() => undo());

  test.each(brokenProviders)('$id ($fault) is caught', ({ id, mustFail }) => {
    expect(caught.get(id)).toEqual(expect.arrayContaining([...mustFail]));
  });

  test('each is caught for a reason of its own', () => {
    const sets = [...caught.values()].map((ids) => [...ids].sort().join(' '));
    expect(new Set(sets).size).toBe(brokenProviders.length);
  });

  test('what is sound is not caught for living once in a page', async () => {
    expect(await failuresOf(soundHarness({ multiInstance: false }))).toEqual([]);
  });

  test('every scenario that is named exists', () => {
    const ids = scenarios.map(({ id }) => id);
    for (const { mustFail } of brokenProviders) expect(ids).toEqual(expect.arrayContaining([...mustFail]));
  });

  test('each breaks something, and nothing breaks everything', () => {
    for (const ids of caught.values()) {
      expect(ids.length).toBeGreaterThan(0);
      expect(ids.length).toBeLessThan(scenarios.length);
    }
  });
});
