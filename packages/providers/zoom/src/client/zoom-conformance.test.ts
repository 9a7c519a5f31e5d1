import { describeProvider } from '@patchbay/conformance/vitest';
import { afterAll, beforeAll, vi } from 'vitest';
import { createFakeDocument } from '../../fixtures/fake-document.ts';
import { openFakeHarness } from '../../fixtures/fake-harness.ts';

// The SDK shows one's own screen in an element that it is given.
beforeAll(() => void vi.stubGlobal('document', createFakeDocument()));
afterAll(() => void vi.unstubAllGlobals());

describeProvider('zoom', openFakeHarness, { patience: 5_000 });
