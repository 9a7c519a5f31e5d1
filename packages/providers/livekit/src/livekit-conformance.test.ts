import { describeProvider } from '@patchbay/conformance/vitest';
import { createLivekitHarness } from '../fixtures/livekit-harness.ts';

describeProvider('livekit over its fake SDK', createLivekitHarness, { patience: 2_000 });
