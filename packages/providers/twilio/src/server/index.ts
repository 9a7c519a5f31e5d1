import { type ProviderBackendDescriptor, settingsOf, VideoError } from '@patchbay/contract';
import { manifest } from '../manifest.ts';
import { createTwilioRest } from './twilio-rest.ts';
import { createTwilioRooms } from './twilio-rooms.ts';
import { mintTwilioCredentials } from './twilio-tokens.ts';
import { pullTwilioUsage } from './twilio-usage.ts';
import { createTwilioWebhooks } from './twilio-webhooks.ts';

const [{ id: defaultDeployment }] = manifest.deployments;

const setting = settingsOf('TWILIO');
const optional = { required: false };

/** Twilio's server half: plain REST, no vendor SDK. */
export const twilioBackend: ProviderBackendDescriptor = {
  manifest,
  settings: {
    accountSid: setting('text', 'ACCOUNT_SID', 'Account SID (AC…); for PHI the one designated for HIPAA.'),
    apiKeySid: setting('text', 'API_KEY_SID', 'API key SID (SK…); the key must be in region US1.'),
    apiKeySecret: setting('secret', 'API_KEY_SECRET', 'The secret of the API key.'),
    authToken: setting('secret', 'AUTH_TOKEN', 'Signs webhooks; without it none are asked for.', optional),
    emulatorUrl: setting(
      'url',
      'EMULATOR_URL',
      'Of `patchbay emulate twilio`, in place of Twilio.',
      optional,
    ),
    deployment: {
      ...setting(
        'choice',
        'DEPLOYMENT',
        'The kind of account: decides whether Twilio signs a BAA.',
        optional,
      ),
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
