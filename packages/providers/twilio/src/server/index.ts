import { type ProviderBackendDescriptor, type SettingSpec, VideoError } from '@patchbay/contract';
import { manifest } from '../manifest.ts';
import { createTwilioRest } from './twilio-rest.ts';
import { createTwilioRooms } from './twilio-rooms.ts';
import { mintTwilioCredentials } from './twilio-tokens.ts';
import { pullTwilioUsage } from './twilio-usage.ts';
import { createTwilioWebhooks } from './twilio-webhooks.ts';

const [{ id: defaultDeployment }] = manifest.deployments;

const setting = (
  kind: SettingSpec['kind'],
  env: string,
  required: boolean,
  description: string,
): SettingSpec => ({
  kind,
  required,
  description,
  env: `TWILIO_${env}`,
  ...(kind === 'secret' && { minLength: 16 }),
});

/** Twilio's server half: plain REST, no vendor SDK. */
export const twilioBackend: ProviderBackendDescriptor = {
  manifest,
  settings: {
    accountSid: setting(
      'text',
      'ACCOUNT_SID',
      true,
      'Account SID (AC…); for PHI the one designated for HIPAA.',
    ),
    apiKeySid: setting('text', 'API_KEY_SID', true, 'API key SID (SK…); the key must be in region US1.'),
    apiKeySecret: setting('secret', 'API_KEY_SECRET', true, 'The secret of the API key.'),
    authToken: setting('secret', 'AUTH_TOKEN', false, 'Signs webhooks; without it none are asked for.'),
    emulatorUrl: setting('url', 'EMULATOR_URL', false, 'Of `patchbay emulate twilio`, in place of Twilio.'),
    deployment: {
      ...setting('choice', 'DEPLOYMENT', false, 'The kind of account: decides whether Twilio signs a BAA.'),
      default: defaultDeployment,
      choices: manifest.deployments.map(({ id }) => id),
    },
  },
  deploymentOf: ({ deployment = defaultDeployment }) => deployment,
  async create({ accountSid, apiKeySid, apiKeySecret, authToken, emulatorUrl }, context) {
    if (!accountSid || !apiKeySid || !apiKeySecret) {
      const message = 'Twilio needs the settings accountSid, apiKeySid and apiKeySecret.';
      throw new VideoError('invalid-argument', message, { provider: manifest.id });
    }
    const access = { accountSid, apiKeySid, apiKeySecret, emulatorUrl };
    const address = () => `${context.publicUrl}/v1/webhooks/${manifest.id}`;
    const callback = () => (authToken ? address() : undefined);
    const rest = createTwilioRest(access, context.fetch);
    return {
      id: manifest.id,
      ...createTwilioRooms(rest, context.now, callback),
      pullUsage: (request) => pullTwilioUsage(rest, request),
      // Twilio’s page on the Video Log Analyzer API: logs are kept for seven days.
      usageMemoryDays: 7,
      mintCredentials: async (request) => mintTwilioCredentials(access, request, context),
      ...(authToken && { receiveWebhook: createTwilioWebhooks(authToken, address) }),
      close: async () => undefined,
    };
  },
};
