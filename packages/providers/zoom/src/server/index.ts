import type { ProviderBackendDescriptor, SettingSpec } from '@patchbay/contract';
import { manifest } from '../manifest.ts';
import { fail } from '../zoom-errors.ts';
import { createZoomRest } from './zoom-rest.ts';
import { createZoomRooms } from './zoom-rooms.ts';
import { mintZoomCredentials } from './zoom-tokens.ts';
import { pullZoomUsage } from './zoom-usage.ts';
import { createZoomWebhooks } from './zoom-webhooks.ts';

const [{ id: onlyDeployment }] = manifest.deployments;

const of = (env: string, description: string, required = true) =>
  ({ env: `ZOOM_${env}`, description, required }) as const;
const text = (...about: Parameters<typeof of>): SettingSpec => ({ kind: 'text', ...of(...about) });
const secret = (...about: Parameters<typeof of>): SettingSpec => {
  return { kind: 'secret', minLength: 16, ...of(...about) };
};

/** Zoom's server half: plain REST, no vendor SDK. */
export const zoomBackend: ProviderBackendDescriptor = {
  manifest,
  settings: {
    sdkKey: text('SDK_KEY', 'SDK key of the Video SDK app; signs sessions.'),
    sdkSecret: secret('SDK_SECRET', 'The secret of the SDK key.'),
    apiKey: text('API_KEY', 'API key of the Video SDK account, which is another one than the SDK key.'),
    apiSecret: secret('API_SECRET', 'The secret of the API key.'),
    webhookSecret: secret('WEBHOOK_SECRET', 'Of the event subscription; without it no webhooks.', false),
    emulatorUrl: { kind: 'url', ...of('EMULATOR_URL', 'Of a stand-in, which only its SDK takes.', false) },
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
