import { startDailyEmulator } from '@patchbay/emulators/daily';
import type { Surroundings } from './surroundings.ts';

export const dailySurroundings: Surroundings = {
  provider: 'daily',
  assurance: 'emulated',
  needs: ['chromium'],
  start: async ({ webhookUrl }) => {
    const emulator = await startDailyEmulator({ webhookUrl });
    return { settings: emulator.settings, scriptSources: [emulator.url], close: () => emulator.close() };
  },
};
