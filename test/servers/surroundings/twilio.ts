import { startTwilioEmulator } from '@patchbay/emulators';
import type { Surroundings } from './surroundings.ts';

export const twilioSurroundings: Surroundings = {
  provider: 'twilio',
  assurance: 'emulated',
  needs: ['chromium'],
  start: async () => {
    const emulator = await startTwilioEmulator();
    const { settings } = emulator;
    // twilio-video 2.36.0 compiles text when it loads.
    return { settings, allowsEval: true, close: () => emulator.close() };
  },
};
