export type {
  Assurance,
  HarnessAbility,
  HarnessBackend,
  HarnessRoom,
  HarnessRoomOptions,
  ProviderHarness,
} from './harness.ts';
export type { Need } from './needs.ts';
export type { Scenario, ScenarioGroup } from './scenario.ts';
export type { Outcome, ProviderResults, ScenarioResult } from './scenario-result.ts';
export { scenarios } from './all-scenarios.ts';
export { gapOf, runAll, type RunOptions, runScenario, toProviderResults } from './run-scenario.ts';
export type { Actor } from './actor.ts';
export { Stage } from './stage.ts';
export { type CaptureRefusal, FakeCapture } from './media/fake-capture.ts';
export { installFakeMedia } from './media/fake-globals.ts';
export { FakeMediaStream } from './media/fake-stream.ts';
export { FakeMediaStreamTrack, type FakeTrackOptions } from './media/fake-track.ts';
export type { BrokenProvider } from './zoo/broken-provider.ts';
export { brokenProviders } from './zoo/broken-providers.ts';
export { type BackendHarnessTerms, createBackendHarness } from './backend-harness.ts';
export {
  answerHarnessCalls,
  createRemoteHarness,
  type HarnessArguments,
  type HarnessCall,
  type HarnessVerb,
  type RemoteHarnessTerms,
} from './remote-harness.ts';
export { tellDifferences } from './tell-differences.ts';
export { createInMemoryHarness, type InMemoryCloud } from './in-memory-harness.ts';
