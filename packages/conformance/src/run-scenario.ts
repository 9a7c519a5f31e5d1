import { scenarios } from './all-scenarios.ts';
import { within } from './eventually.ts';
import type { ProviderHarness } from './harness.ts';
import { lacking } from './needs.ts';
import type { Scenario } from './scenario.ts';
import type { ProviderResults, ScenarioResult } from './scenario-result.ts';
import { Stage } from './stage.ts';

export interface RunOptions {
  /** How long anything awaited may take, in milliseconds; 10,000 unless given. A whole scenario gets six times that. */
  readonly patience?: number;
}

export const defaultPatience = 10_000;
/** A whole scenario's time, in patiences. */
export const scenarioPatiences = 6;

/** Why this harness leaves the scenario out; undefined when it is to be run. */
export function gapOf(
  harness: Pick<ProviderHarness, 'descriptor' | 'cannot' | 'pagePerPerson'>,
  scenario: Scenario,
): Pick<ScenarioResult, 'outcome' | 'detail'> | undefined {
  const { capabilities } = harness.descriptor;
  const lack = lacking(scenario.needs, capabilities);
  if (lack.length > 0) return { outcome: 'opted-out', detail: lack.join('; ') };
  if (scenario.people > 1 && !capabilities.multiInstance && harness.pagePerPerson !== true)
    return { outcome: 'cannot', detail: 'two people need two pages: it lives once in a page' };
  const reasons = scenario.abilities.flatMap((ability) => harness.cannot?.[ability] ?? []);
  return reasons.length > 0 ? { outcome: 'cannot', detail: reasons.join('; ') } : undefined;
}

/** Plays one scenario in a room of its own and clears it away. Never rejects but for an id that there is not. */
export async function runScenario(
  harness: ProviderHarness,
  id: string,
  { patience = defaultPatience }: RunOptions = {},
): Promise<ScenarioResult> {
  const scenario = scenarios.find((one) => one.id === id);
  if (scenario === undefined) throw new Error(`There is no scenario "${id}".`);
  const gap = gapOf(harness, scenario);
  if (gap !== undefined) return { id, ...gap, milliseconds: 0 };
  const begun = performance.now();
  const stage = new Stage(harness, patience);
  const result = (outcome: 'passed' | 'failed', detail: string): ScenarioResult => ({
    id,
    outcome,
    detail,
    milliseconds: Math.round(performance.now() - begun),
  });
  try {
    await within('the scenario ends', { patience: patience * scenarioPatiences }, scenario.run(stage));
    return result('passed', '');
  } catch (error) {
    return result('failed', describe(error));
  } finally {
    await stage.close();
  }
}

/** Every scenario, a few beside each other; the results in the scenarios' order. */
export async function runAll(
  harness: ProviderHarness,
  { atOnce = 1, ...options }: RunOptions & { readonly atOnce?: number } = {},
): Promise<readonly ScenarioResult[]> {
  const results = new Map<string, ScenarioResult>();
  const waiting = scenarios.map(({ id }) => id);
  const work = async () => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift())
      results.set(id, await runScenario(harness, id, options));
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return scenarios.flatMap(({ id }) => results.get(id) ?? []);
}

/** As it is kept in a file. */
export const toProviderResults = (
  { provider, assurance }: Pick<ProviderHarness, 'provider' | 'assurance'>,
  results: readonly ScenarioResult[],
): ProviderResults => ({
  provider,
  assurance,
  scenarios: results.map(({ id, outcome, detail }) => ({ id, outcome, detail })),
});

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? ` (${error.code})` : '';
  const cause = error.cause instanceof Error ? ` Cause: ${error.cause.message}` : '';
  return `${error.name}${code}: ${error.message}${cause}`;
}
