import { startAgoraEmulator } from '@patchbay/emulators/agora';
import type { Json } from '@patchbay/contract';
import type { Surroundings } from './surroundings.ts';

interface AgoraTicket {
  readonly channel: string;
  readonly uid: number;
  readonly screen: { readonly token: string };
}

/** A good token, for somebody else. */
const refused = (credentials: Json): Json =>
  ({ ...Object(credentials), token: (credentials as unknown as AgoraTicket).screen.token }) as Json;

/** Nobody listens on the port that a machine keeps for nothing. */
const unreachable = async (credentials: Json): Promise<Json> =>
  ({ ...Object(credentials), proxyServer: '127.0.0.1:9' }) as Json;

export const agoraSurroundings: Surroundings = {
  provider: 'agora',
  assurance: 'emulated',
  needs: ['chromium'],
  start: async ({ webhookUrl }) => {
    const emulator = await startAgoraEmulator({ notificationUrl: webhookUrl });
    return {
      settings: emulator.settings,
      chromiumArguments: emulator.browserArguments,
      cannot: { 'room-limit': 'an Agora channel takes no limit of its own' },
      interrupt: async (credentials) => {
        const { channel, uid } = credentials as unknown as AgoraTicket;
        const lift = emulator.faults.interrupt(channel, uid);
        return async () => lift();
      },
      refused,
      unreachable,
      close: () => emulator.close(),
    };
  },
};
