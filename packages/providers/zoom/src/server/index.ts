import type { ProviderBackendDescriptor, SettingSpec } from '@patchbay/contract';
import { manifest } from '../manifest.ts';
import { fail } from '../zoom-errors.ts';
import { createZoomRest } from './zoom-rest.ts';
import { createZoomRooms } from './zoom-rooms.ts';
import { mintZoomCredentials } from './zoom-tokens.ts';
import { pullZoomUsage } from './zoom-usage.ts';
import { createZoomWebhooks } from './zoom-webhooks.ts';

const [{ id: onlyDeployment }] = manifest.deployments;

const text = (env: string, description: string): SettingSpec => ({
  kind: 'text',
  env: `ZOOM_${env}`,
  required: true,
  description,
});
const secret = (env: string, description: string): SettingSpec => ({
  ...text(env, description),
  kind: 'secret',
  minLength: 16,
});

/** Zoom's server half: plain REST, no vendor SDK. */
export const zoomBackend: ProviderBackendDescriptor = {
  manifest,
  settings: {
    sdkKey: text('SDK_KEY', 'SDK key of the Video SDK app; signs sessions.'),
    sdkSecret: secret('SDK_SECRET', 'The secret of the SDK key.'),
    apiKey: text('API_KEY', 'API key of the Video SDK account, which is another one than the SDK key.'),
    apiSecret: secret('API_SECRET', 'The secret of the API key.'),
    webhookSecret: {
      ...secret('WEBHOOK_SECRET', 'Secret token of the event subscription; without it no webhook is taken.'),
      required: false,
    },
    emulatorUrl: {
      ...text('EMULATOR_URL', 'Of a server in place of Zoom, which only a stand-in of the SDK understands.'),
      kind: 'url',
      required: false,
    },
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
      mintCredentials: async (request) => mintZoomCredentials(access, request, context),
      pullUsage: (request) => pullZoomUsage(rest, request),
      ...(webhookSecret && { receiveWebhook: createZoomWebhooks(webhookSecret) }),
      close: async () => undefined,
    };
  },
};
