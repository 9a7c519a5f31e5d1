import { scenarios } from './all-scenarios.ts';
import type { ProviderHarness } from './harness.ts';
import { runScenario, type RunOptions } from './run-scenario.ts';
import type { ScenarioResult } from './scenario-result.ts';

export { createPageCapture } from './media/page-capture.ts';
export { createRemoteHarness, type HarnessCall, type RemoteHarnessTerms } from './remote-harness.ts';

/** What a page under test offers to whoever drives it. Everything in and out is JSON. */
export interface PageConformance {
  readonly ids: readonly string[];
  run(id: string, options?: RunOptions): Promise<ScenarioResult>;
}

declare global {
  var patchbayConformance: PageConformance | undefined;
}

/** Makes the scenarios of this harness callable from outside, as `globalThis.patchbayConformance`. */
export function exposeConformance(harness: ProviderHarness): void {
  globalThis.patchbayConformance = {
    ids: scenarios.map(({ id }) => id),
    run: (id, options) => runScenario(harness, id, options),
  };
}
