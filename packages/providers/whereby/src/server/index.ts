import { type ProviderBackendDescriptor, settingsOf } from '@patchbay/contract';
import { manifest } from '../manifest.ts';
import { fail } from '../whereby-errors.ts';
import { createWherebyRest } from './whereby-rest.ts';
import { createWherebyRooms } from './whereby-rooms.ts';
import { mintWherebyCredentials } from './whereby-tokens.ts';
import { pullWherebyUsage } from './whereby-usage.ts';
import { createWherebyWebhooks } from './whereby-webhooks.ts';

const [{ id: covered }] = manifest.deployments;

const setting = settingsOf('WHEREBY');
const optional = { required: false };

/** Whereby's server half: plain REST, no vendor SDK. */
export const wherebyBackend: ProviderBackendDescriptor = {
  manifest,
  settings: {
    apiKey: setting('secret', 'API_KEY', 'API key of the organization, from the dashboard.'),
    webhookSecret: setting('secret', 'WEBHOOK_SECRET', 'Of the webhook; without it none is taken.', optional),
    emulatorUrl: setting(
      'url',
      'EMULATOR_URL',
      'Of `patchbay emulate whereby`, in place of Whereby.',
      optional,
    ),
    deployment: {
      ...setting('choice', 'DEPLOYMENT', 'Whether Whereby signs a BAA; rooms are then locked.', optional),
      default: covered,
      choices: manifest.deployments.map(({ id }) => id),
    },
  },
  deploymentOf: ({ deployment = covered }) => deployment,
  async create({ apiKey, webhookSecret, emulatorUrl, deployment = covered }, context) {
    if (!apiKey) throw fail('invalid-argument', 'Whereby needs the setting apiKey.');
    const rest = createWherebyRest(apiKey, emulatorUrl ?? 'https://api.whereby.dev', context.fetch);
    const isLocked = deployment === covered;
    return {
      id: manifest.id,
      ...createWherebyRooms(rest, context.now, isLocked),
      mintCredentials: (request) => mintWherebyCredentials(rest, request, isLocked),
      pullUsage: (request) => pullWherebyUsage(rest, request),
      ...(webhookSecret && { receiveWebhook: createWherebyWebhooks(webhookSecret) }),
      close: async () => undefined,
    };
  },
};
