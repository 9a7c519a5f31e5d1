import { describeProvider } from '@patchbay/conformance/vitest';
import { openFakeHarness } from '../../fixtures/fake-harness.ts';

describeProvider('daily on a fake call object', openFakeHarness);
