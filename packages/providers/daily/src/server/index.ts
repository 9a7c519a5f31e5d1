import { type ProviderBackendDescriptor, settingsOf } from '@patchbay/contract';
import { fail } from '../daily-errors.ts';
import { manifest } from '../manifest.ts';
import { createDailyRest } from './daily-rest.ts';
import { createDailyDomain, createDailyRooms } from './daily-rooms.ts';
import { mintDailyCredentials } from './daily-tokens.ts';
import { pullDailyUsage } from './daily-usage.ts';
import { createDailyWebhooks } from './daily-webhooks.ts';

const [{ id: defaultDeployment }] = manifest.deployments;

const setting = settingsOf('DAILY');
const optional = { required: false };

/** Daily's server half: plain REST; Daily has no SDK for Node. */
export const dailyBackend: ProviderBackendDescriptor = {
  manifest,
  settings: {
    apiKey: setting('secret', 'API_KEY', 'API key of the domain; it also signs meeting tokens.'),
    webhookSecret: setting('secret', 'WEBHOOK_SECRET', 'The `hmac` of the webhook, in base64.', optional),
    emulatorUrl: setting('url', 'EMULATOR_URL', 'Of `patchbay emulate daily`, in place of Daily.', optional),
    deployment: {
      ...setting('choice', 'DEPLOYMENT', 'The kind of account: decides whether Daily signs a BAA.', optional),
      default: defaultDeployment,
      choices: manifest.deployments.map(({ id }) => id),
    },
  },
  deploymentOf: ({ deployment = defaultDeployment }) => deployment,
  async create({ apiKey, webhookSecret, emulatorUrl }, { fetch, now }) {
    if (!apiKey) throw fail('invalid-argument', 'Daily needs the setting apiKey.');
    const access = { apiKey, emulatorUrl };
    const rest = createDailyRest(access, fetch);
    const domain = createDailyDomain(rest);
    return {
      id: manifest.id,
      ...createDailyRooms(rest, now),
      pullUsage: (request) => pullDailyUsage(rest, request),
      mintCredentials: async (request) => mintDailyCredentials(access, await domain(), request, now()),
      ...(webhookSecret && { receiveWebhook: createDailyWebhooks(webhookSecret) }),
      close: async () => undefined,
    };
  },
};
