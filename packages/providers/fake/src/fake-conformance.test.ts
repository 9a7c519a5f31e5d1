import { describeProvider } from '@patchbay/conformance/vitest';
import { createFakeHarness } from '../fixtures/fake-harness.ts';

describeProvider('the fake', () => createFakeHarness(), { patience: 2_000 });

describeProvider(
  'the fake that mixes',
  () => createFakeHarness({ capabilities: { perParticipantMedia: false } }),
  { patience: 2_000 },
);

describeProvider(
  'the fake without what providers may lack',
  () =>
    createFakeHarness({
      capabilities: {
        rawTrackOut: false,
        replaceTrack: false,
        screenShare: false,
        screenShareAudio: false,
        reconnect: false,
        kick: false,
        endRoom: false,
        messages: { maxBytes: 0, directed: false },
      },
    }),
  { patience: 2_000 },
);
