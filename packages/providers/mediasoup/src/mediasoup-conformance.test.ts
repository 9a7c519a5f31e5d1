import { describeProvider } from '@patchbay/conformance/vitest';
import { createMediasoupHarness } from '../fixtures/mediasoup-harness.ts';

describeProvider('mediasoup over mediasoup-client’s own test handler', createMediasoupHarness, {
  patience: 5_000,
});
