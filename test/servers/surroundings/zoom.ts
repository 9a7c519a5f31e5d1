import { join } from 'node:path';
import type { Json } from '@patchbay/contract';
import { startZoomStandIn } from '../../emulators/zoom/index.ts';
import { freePort } from '../free-port.ts';
import type { Surroundings } from './surroundings.ts';

/** Zoom's wire is proprietary and its media are WebAssembly: a module with the SDK's surface stands in for it, a fake. */
export const zoomSurroundings: Surroundings = {
  provider: 'zoom',
  assurance: 'fake',
  needs: ['chromium'],
  standIns: {
    '@zoom/videosdk': join(import.meta.dirname, '..', '..', 'emulators', 'zoom', 'sdk', 'zoom-video.ts'),
  },
  start: async ({ webhookUrl }) => {
    const standIn = await startZoomStandIn({ webhookUrl });
    return {
      settings: standIn.settings,
      pagePerPerson: true,
      cannot: { 'room-limit': 'a Zoom session takes no limit of its own' },
      interrupt: async (credentials) => {
        const { session, token } = readCredentials(credentials);
        const restore = standIn.cloud.interrupt(session, userKeyOf(token));
        return async () => restore();
      },
      unreachable: async (credentials) => ({
        ...readCredentials(credentials),
        webEndpoint: `127.0.0.1:${await freePort()}`,
      }),
      close: () => standIn.close(),
    };
  },
};

function readCredentials(credentials: Json) {
  const { session, token } = Object(credentials) as Readonly<Record<string, unknown>>;
  if (typeof session === 'string' && typeof token === 'string') return { session, token };
  throw new Error('These are no credentials for Zoom.');
}

function userKeyOf(token: string): string {
  const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
  const { user_key: key } = Object(claims) as { readonly user_key?: unknown };
  if (typeof key === 'string') return key;
  throw new Error('This token has no user key.');
}
