import type { ProviderBackendDescriptor, SettingSpec } from '@patchbay/contract';
import { manifest } from '../manifest.ts';
import { fail } from '../whereby-errors.ts';
import { createWherebyRest } from './whereby-rest.ts';
import { createWherebyRooms } from './whereby-rooms.ts';
import { mintWherebyCredentials } from './whereby-tokens.ts';
import { pullWherebyUsage } from './whereby-usage.ts';
import { createWherebyWebhooks } from './whereby-webhooks.ts';

const [{ id: covered }] = manifest.deployments;

type Spec = readonly [kind: SettingSpec['kind'], env: string, required: boolean, description: string];

const setting = (...[kind, env, required, description]: Spec): SettingSpec => {
  const spec = { kind, env: `WHEREBY_${env}`, required, description };
  return kind === 'secret' ? { ...spec, minLength: 16 } : spec;
};

/** Whereby's server half: plain REST, no vendor SDK. */
export const wherebyBackend: ProviderBackendDescriptor = {
  manifest,
  settings: {
    apiKey: setting('secret', 'API_KEY', true, 'API key of the organization, from the dashboard.'),
    webhookSecret: setting('secret', 'WEBHOOK_SECRET', false, 'Of the webhook; without it none is taken.'),
    emulatorUrl: setting('url', 'EMULATOR_URL', false, 'Of `patchbay emulate whereby`, in place of Whereby.'),
    deployment: {
      ...setting('choice', 'DEPLOYMENT', false, 'Whether Whereby signs a BAA; rooms are then locked.'),
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
