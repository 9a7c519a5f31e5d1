import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createStubDescriptor, createStubHarness } from '../fixtures/stub-harness.ts';
import { gapOf, installFakeMedia, runAll, runScenario, scenarios, toProviderResults } from './index.ts';

let undo: () => void;
beforeAll(() => void (undo = installFakeMedia()));
afterAll(() => undo());

const named = (id: string) => {
  const found = scenarios.find((scenario) => scenario.id === id);
  if (found === undefined) throw new Error(`There is no ${id}.`);
  return found;
};

describe('runScenario', () => {
  test('passes what holds, in a room that is closed afterwards', async () => {
    const harness = createStubHarness();
    const result = await runScenario(harness, 'joining/alone');
    expect(result).toMatchObject({ id: 'joining/alone', outcome: 'passed', detail: '' });
    expect(harness.asked).toEqual(['open any', 'close']);
  });

  test('fails what does not hold and says what was awaited', async () => {
    const result = await runScenario(createStubHarness(), 'joining/user-key', { patience: 20 });
    expect(result.outcome).toBe('failed');
    expect(result.detail).toContain('one person sees the other');
  });

  test('fails when the harness fails, with its error', async () => {
    const harness = createStubHarness({ openRoom: () => Promise.reject(new RangeError('no rooms left')) });
    const { outcome, detail } = await runScenario(harness, 'joining/alone');
    expect({ outcome, detail }).toEqual({ outcome: 'failed', detail: 'RangeError: no rooms left' });
  });

  test('opts out by the manifest alone, and says what is lacking', async () => {
    const harness = createStubHarness({ descriptor: createStubDescriptor({ kick: false }) });
    await expect(runScenario(harness, 'kick/removed')).resolves.toMatchObject({
      outcome: 'opted-out',
      detail: 'removes nobody from a room',
    });
    expect(harness.asked).toEqual([]);
  });

  test('tells what the harness cannot, and never calls it a pass', async () => {
    const harness = createStubHarness({ cannot: { kick: 'the vendor has no such call' } });
    await expect(runScenario(harness, 'kick/removed')).resolves.toMatchObject({
      outcome: 'cannot',
      detail: 'the vendor has no such call',
    });
  });

  test('a provider that lives once in a page meets nobody in it', () => {
    const descriptor = createStubDescriptor({ multiInstance: false });
    expect(gapOf({ descriptor }, named('joining/second-is-announced'))).toMatchObject({ outcome: 'cannot' });
    expect(gapOf({ descriptor }, named('joining/alone'))).toBeUndefined();
    const own = { descriptor, pagePerPerson: true };
    expect(gapOf(own, named('joining/second-is-announced'))).toBeUndefined();
    expect(gapOf(own, named('disposal/two-rooms'))).toMatchObject({ outcome: 'opted-out' });
  });

  test('an id that there is not is the caller’s mistake', async () => {
    await expect(runScenario(createStubHarness(), 'joining/levitating')).rejects.toThrow('levitating');
  });
});

describe('runAll', () => {
  test('gives a result for every scenario, in their order, whatever runs beside what', async () => {
    const results = await runAll(createStubHarness(), { patience: 10, atOnce: scenarios.length });
    expect(results.map(({ id }) => id)).toEqual(scenarios.map(({ id }) => id));
    // Somebody is let in, and that is all: a provider that does nothing must not look sound.
    expect(results.filter(({ outcome }) => outcome === 'failed').length).toBeGreaterThan(50);
  });

  test('is kept without times, so that two runs give one file', async () => {
    const harness = createStubHarness();
    const results = [await runScenario(harness, 'joining/alone')];
    expect(toProviderResults(harness, results)).toEqual({
      provider: 'stub',
      assurance: 'fake',
      scenarios: [{ id: 'joining/alone', outcome: 'passed', detail: '' }],
    });
  });
});
