import { describeProvider } from '@patchbay/conformance/vitest';
import { createMeshHarness } from '../fixtures/mesh-harness.ts';

describeProvider('mesh over fake peer connections', createMeshHarness, { patience: 2_000 });
