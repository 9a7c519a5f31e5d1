import { type ProviderBackendDescriptor, settingsOf, VideoError } from '@patchbay/contract';
import { manifest } from '../manifest.ts';

const setting = settingsOf('LIVEKIT');
const optional = { required: false };
const deployments = {
  ...optional,
  default: 'self-hosted',
  choices: manifest.deployments.map(({ id }) => id),
};

/** LiveKit's server half. `create` loads `livekit-server-sdk`. */
export const livekitBackend: ProviderBackendDescriptor = {
  manifest: manifest,
  settings: {
    url: setting('url', 'URL', 'Of the server or Cloud project, ws:, wss: or http(s):; browsers use it too.'),
    apiKey: setting('text', 'API_KEY', 'API key; webhooks must be signed with the same one.'),
    apiSecret: setting('secret', 'API_SECRET', 'The secret of the API key.', { minLength: 32 }),
    deployment: setting('choice', 'DEPLOYMENT', 'Decides the BAA and the prices.', deployments),
    projectId: setting('text', 'PROJECT_ID', 'Of a Cloud project on Scale (p_…): for its usage.', optional),
  },
  deploymentOf: (settings) => settings['deployment'] ?? 'self-hosted',
  async create({ url, apiKey, apiSecret, deployment, projectId }, context) {
    if (!url || !apiKey || !apiSecret) {
      const message = 'LiveKit needs the settings url, apiKey and apiSecret.';
      throw new VideoError('invalid-argument', message, { provider: manifest.id });
    }
    const access = { url, apiKey, apiSecret };
    const [{ createLivekitRooms }, { mintLivekitCredentials }, { createLivekitWebhooks }, usage] =
      await Promise.all([
        import('./livekit-rooms.ts'),
        import('./livekit-tokens.ts'),
        import('./livekit-webhooks.ts'),
        import('./livekit-usage.ts'),
      ]);
    return {
      id: manifest.id,
      ...createLivekitRooms(access, context.now),
      mintCredentials: (request) => mintLivekitCredentials(access, request),
      receiveWebhook: createLivekitWebhooks(access),
      // Neither one's own server nor a smaller plan has the Analytics API.
      ...(deployment === 'cloud-scale' && projectId && usage.createLivekitUsage(access, projectId, context)),
      close: async () => {},
    };
  },
};
