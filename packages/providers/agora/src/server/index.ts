import { type ProviderBackendDescriptor, type SettingSpec, VideoError } from '@patchbay/contract';
import { manifest } from '../manifest.ts';
import { createAgoraPeople } from './agora-people.ts';
import { createAgoraRest } from './agora-rest.ts';
import { createAgoraRooms } from './agora-rooms.ts';
import { mintAgoraCredentials } from './agora-tokens.ts';
import { pullAgoraUsage } from './agora-usage.ts';
import { createAgoraWebhooks } from './agora-webhooks.ts';

const [{ id: defaultDeployment }] = manifest.deployments;

type Kind = SettingSpec['kind'];
const setting = (kind: Kind, env: string, description: string, required = false): SettingSpec => ({
  kind,
  required,
  description,
  env: `AGORA_${env}`,
  ...(kind === 'secret' && { minLength: 8 }),
});

/** App id and certificate are checked here: Agora's tokens tell nobody why they are refused. */
const identifier = /^[0-9a-f]{32}$/i;

/** Agora's server half: tokens made here, plain REST, no vendor SDK. */
export const agoraBackend: ProviderBackendDescriptor = {
  manifest,
  settings: {
    appId: setting('text', 'APP_ID', 'App ID of the project: 32 hexadecimal digits.', true),
    appCertificate: setting('secret', 'APP_CERTIFICATE', 'Of the project; signs tokens.', true),
    customerId: setting('text', 'CUSTOMER_ID', 'Of the account’s RESTful API credentials.', true),
    customerSecret: setting('secret', 'CUSTOMER_SECRET', 'Of the same credentials.', true),
    notificationSecret: setting('secret', 'NOTIFICATION_SECRET', 'Without it no notifications are taken.'),
    projectId: setting('text', 'PROJECT_ID', 'Of the project; without it no usage is asked for.'),
    proxyServer: setting('text', 'PROXY_SERVER', 'Host of a reverse proxy to Agora, or of the emulator.'),
    emulatorUrl: setting('url', 'EMULATOR_URL', 'Of `patchbay emulate agora`, in place of Agora’s REST.'),
    deployment: {
      ...setting('choice', 'DEPLOYMENT', 'The price list that the account is on.'),
      default: defaultDeployment,
      choices: manifest.deployments.map(({ id }) => id),
    },
  },
  deploymentOf: ({ deployment = defaultDeployment }) => deployment,
  async create(settings, { fetch: request, now, participantsOf, connections }) {
    const { appId = '', appCertificate = '', customerId, customerSecret, emulatorUrl } = settings;
    const { notificationSecret, projectId, proxyServer } = settings;
    if (!identifier.test(appId) || !identifier.test(appCertificate) || !customerId || !customerSecret) {
      const message = 'Agora needs appId and appCertificate, 32 digits each, customerId and customerSecret.';
      throw new VideoError('invalid-argument', message, { provider: manifest.id });
    }
    const people = createAgoraPeople({ participantsOf, connections });
    const rest = createAgoraRest({ customerId, customerSecret, emulatorUrl }, request);
    const issuer = { appId, appCertificate, proxyServer, now };
    return {
      id: manifest.id,
      ...createAgoraRooms(rest, appId, people, now),
      mintCredentials: async (asked) => mintAgoraCredentials(issuer, asked),
      ...(projectId && { pullUsage: (asked) => pullAgoraUsage(rest, projectId, asked) }),
      ...(notificationSecret && { receiveWebhook: createAgoraWebhooks(notificationSecret, people) }),
      close: async () => undefined,
    };
  },
};
