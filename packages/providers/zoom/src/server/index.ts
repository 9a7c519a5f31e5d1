import { type ProviderBackendDescriptor, settingsOf } from '@patchbay/contract';
import { manifest } from '../manifest.ts';
import { fail } from '../zoom-errors.ts';
import { createZoomRest } from './zoom-rest.ts';
import { createZoomRooms } from './zoom-rooms.ts';
import { mintZoomCredentials } from './zoom-tokens.ts';
import { pullZoomUsage } from './zoom-usage.ts';
import { createZoomWebhooks } from './zoom-webhooks.ts';

const [{ id: onlyDeployment }] = manifest.deployments;

const setting = settingsOf('ZOOM');
const optional = { required: false };

/** Zoom's server half: plain REST, no vendor SDK. */
export const zoomBackend: ProviderBackendDescriptor = {
  manifest,
  settings: {
    sdkKey: setting('text', 'SDK_KEY', 'SDK key of the Video SDK app; signs sessions.'),
    sdkSecret: setting('secret', 'SDK_SECRET', 'The secret of the SDK key.'),
    apiKey: setting('text', 'API_KEY', 'API key of the Video SDK account, which is another one.'),
    apiSecret: setting('secret', 'API_SECRET', 'The secret of the API key.'),
    webhookSecret: setting('secret', 'WEBHOOK_SECRET', 'Of events; without it no webhooks.', optional),
    emulatorUrl: setting('url', 'EMULATOR_URL', 'Of a stand-in, which only its SDK takes.', optional),
  },
  deploymentOf: () => onlyDeployment,
  async create({ sdkKey, sdkSecret, apiKey, apiSecret, webhookSecret, emulatorUrl }, context) {
    if (!sdkKey || !sdkSecret || !apiKey || !apiSecret)
      throw fail('invalid-argument', 'Zoom needs the settings sdkKey, sdkSecret, apiKey and apiSecret.');
    const access = { sdkKey, sdkSecret, apiKey, apiSecret, emulatorUrl };
    const rest = createZoomRest(access, context);
    return {
      id: manifest.id,
      ...createZoomRooms(rest, context.now),
      mintCredentials: async (request) => mintZoomCredentials(access, request, context.now),
      pullUsage: (request) => pullZoomUsage(rest, request),
      ...(webhookSecret && { receiveWebhook: createZoomWebhooks(webhookSecret) }),
      close: async () => undefined,
    };
  },
};
