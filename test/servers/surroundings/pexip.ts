import type { Json } from '@patchbay/contract';
import { startPexipEmulator } from '@patchbay/emulators/pexip';
import type { Surroundings } from './surroundings.ts';

/** The same credentials with a PIN that is nobody's. */
const refused = (credentials: Json): Json => ({ ...Object(credentials), pin: '0000' }) as Json;

export const pexipSurroundings: Surroundings = {
  provider: 'pexip',
  assurance: 'emulated',
  needs: ['chromium'],
  start: async ({ webhookUrl }) => {
    const emulator = await startPexipEmulator({ eventSinkUrl: webhookUrl });
    const { settings } = emulator;
    // The SDK's events are singletons of its module (20.0.0, eventSource.js).
    return { settings, pagePerPerson: true, refused, close: () => emulator.close() };
  },
};
