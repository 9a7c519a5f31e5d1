import { VideoError } from '@patchbay/contract';
import type { ProviderBackendDescriptor, SettingValues } from '@patchbay/contract';
import { manifest } from '../manifest.ts';
import type { LivekitAccess } from './livekit-rooms.ts';

/** LiveKit's server half. `create` loads `livekit-server-sdk`. */
export const livekitBackend: ProviderBackendDescriptor = {
  manifest: manifest,
  settings: {
    url: {
      kind: 'url',
      description:
        'Address of the LiveKit server or Cloud project, ws:, wss:, http: or https:. Browsers use it too.',
      required: true,
      env: 'LIVEKIT_URL',
    },
    apiKey: {
      kind: 'text',
      description: 'API key; webhooks must be signed with the same one.',
      required: true,
      env: 'LIVEKIT_API_KEY',
    },
    apiSecret: {
      kind: 'secret',
      description: 'The secret of the API key.',
      required: true,
      env: 'LIVEKIT_API_SECRET',
      minLength: 32,
    },
    deployment: {
      kind: 'choice',
      description: 'Where LiveKit runs: decides the BAA that is needed and the prices.',
      required: false,
      env: 'LIVEKIT_DEPLOYMENT',
      default: 'self-hosted',
      choices: manifest.deployments.map(({ id }) => id),
    },
  },
  deploymentOf: (settings) => settings['deployment'] ?? 'self-hosted',
  async create(settings, context) {
    const access = accessOf(settings);
    const [{ createLivekitRooms }, { mintLivekitCredentials }, { createLivekitWebhooks }] = await Promise.all(
      [import('./livekit-rooms.ts'), import('./livekit-tokens.ts'), import('./livekit-webhooks.ts')],
    );
    return {
      id: manifest.id,
      ...createLivekitRooms(access, context.now),
      mintCredentials: (request) => mintLivekitCredentials(access, request),
      receiveWebhook: createLivekitWebhooks(access),
      close: async () => {},
    };
  },
};

function accessOf(settings: SettingValues): LivekitAccess {
  const { url, apiKey, apiSecret } = settings as Partial<LivekitAccess>;
  if (!url || !apiKey || !apiSecret) {
    throw new VideoError('invalid-argument', 'LiveKit needs the settings url, apiKey and apiSecret.', {
      provider: 'livekit',
    });
  }
  return { url, apiKey, apiSecret };
}
