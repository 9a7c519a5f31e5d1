import { describeProvider } from '@patchbay/conformance/vitest';
import { openFakeHarness } from '../../fixtures/fake-harness.ts';

describeProvider('pexip', openFakeHarness);
