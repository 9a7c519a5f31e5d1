import type { Json } from '@patchbay/contract';
import { startWherebyEmulator } from '@patchbay/emulators';
import type { Surroundings } from './surroundings.ts';

/** A subdomain of nobody's. */
const nowhere = 'nowhere';

const fieldsOf = (credentials: Json) =>
  Object(credentials) as { readonly participant: string; readonly roomUrl: string; readonly roomKey: string };

export const wherebySurroundings: Surroundings = {
  provider: 'whereby',
  assurance: 'emulated',
  needs: ['chromium'],
  start: async ({ webhookUrl }) => {
    const emulator = await startWherebyEmulator(webhookUrl === undefined ? {} : { webhookUrl });
    emulator.faults.hide(nowhere);
    return {
      settings: emulator.settings,
      chromiumArguments: emulator.browserArguments,
      cannot: {
        'room-limit': 'a Whereby room of mode `normal` takes four people, and no smaller limit can be set',
      },
      interrupt: async (credentials) => {
        const { roomUrl, participant } = fieldsOf(credentials);
        const lift = emulator.faults.interrupt(new URL(roomUrl).pathname, participant);
        return async () => lift();
      },
      refused: (credentials) => ({ ...fieldsOf(credentials), roomKey: 'forged' }),
      unreachable: async (credentials) => {
        const { roomUrl, ...rest } = fieldsOf(credentials);
        return { ...rest, roomUrl: roomUrl.replace(/\/\/[^.]+/, `//${nowhere}`) };
      },
      close: () => emulator.close(),
    };
  },
};
