import type { Json } from '@patchbay/contract';
import { startVonageEmulator } from '../../emulators/vonage/index.ts';
import type { Surroundings } from './surroundings.ts';

/** The SDK's terms are proprietary, so its emulator is test code of ours and nobody else's. */
export const vonageSurroundings: Surroundings = {
  provider: 'vonage',
  assurance: 'emulated',
  needs: ['chromium'],
  start: async ({ webhookUrl }) => {
    const emulator = await startVonageEmulator({ webhookUrl });
    const { settings, faults } = emulator;
    return {
      settings,
      pagePerPerson: true,
      cannot: { 'room-limit': 'a Vonage session takes no limit of its own' },
      // The SDK takes one proxy per page, so that nobody has an address of their own to cut.
      interrupt: async (credentials) => {
        const { sessionId, token } = readCredentials(credentials);
        const restore = faults.interrupt(sessionId, connectionDataOf(token));
        return async () => restore();
      },
      unreachable: async (credentials) => {
        faults.hangUp(readCredentials(credentials).sessionId);
        return credentials;
      },
      close: () => emulator.close(),
    };
  },
};

function readCredentials(credentials: Json) {
  const { sessionId, token } = Object(credentials) as Readonly<Record<string, unknown>>;
  if (typeof sessionId === 'string' && typeof token === 'string') return { sessionId, token };
  throw new Error('These are no credentials for Vonage.');
}

function connectionDataOf(token: string): string {
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as object;
  if ('connection_data' in claims && typeof claims.connection_data === 'string')
    return claims.connection_data;
  throw new Error('This token has no connection data.');
}
