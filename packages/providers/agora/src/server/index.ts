import { type ProviderBackendDescriptor, type SettingSpec, VideoError } from '@patchbay/contract';
import { manifest } from '../manifest.ts';
import { createAgoraPeople } from './agora-people.ts';
import { createAgoraRest } from './agora-rest.ts';
import { createAgoraRooms } from './agora-rooms.ts';
import { mintAgoraCredentials } from './agora-tokens.ts';
import { pullAgoraUsage } from './agora-usage.ts';
import { createAgoraWebhooks } from './agora-webhooks.ts';

const [{ id: defaultDeployment }] = manifest.deployments;

const setting = (
  kind: SettingSpec['kind'],
  env: string,
  required: boolean,
  description: string,
): SettingSpec => ({ kind, required, description, env: `AGORA_${env}` });
const secret = (env: string, required: boolean, description: string): SettingSpec => ({
  ...setting('secret', env, required, description),
  minLength: 8,
});

/** App id and certificate are checked here: Agora's tokens tell nobody why they are refused. */
const identifier = /^[0-9a-f]{32}$/i;

/** Agora's server half: tokens made here, plain REST, no vendor SDK. */
export const agoraBackend: ProviderBackendDescriptor = {
  manifest,
  settings: {
    appId: setting('text', 'APP_ID', true, 'App ID of the project: 32 hexadecimal digits.'),
    appCertificate: secret('APP_CERTIFICATE', true, 'Primary certificate of the project; signs tokens.'),
    customerId: setting('text', 'CUSTOMER_ID', true, 'Of the account’s RESTful API credentials.'),
    customerSecret: secret('CUSTOMER_SECRET', true, 'Of the same credentials.'),
    notificationSecret: secret(
      'NOTIFICATION_SECRET',
      false,
      'Signs notifications; without it none are accepted.',
    ),
    projectId: setting('text', 'PROJECT_ID', false, 'Of the project; without it no usage is asked for.'),
    proxyServer: setting(
      'text',
      'PROXY_SERVER',
      false,
      'Host of a reverse proxy to Agora, or of the emulator.',
    ),
    emulatorUrl: setting(
      'url',
      'EMULATOR_URL',
      false,
      'Of `patchbay emulate agora`, in place of Agora’s REST API.',
    ),
    deployment: {
      ...setting('choice', 'DEPLOYMENT', false, 'The price list that the account is on.'),
      default: defaultDeployment,
      choices: manifest.deployments.map(({ id }) => id),
    },
  },
  deploymentOf: ({ deployment = defaultDeployment }) => deployment,
  async create(settings, { fetch: request, now }) {
    const { appId = '', appCertificate = '', customerId, customerSecret, emulatorUrl } = settings;
    const { notificationSecret, projectId, proxyServer } = settings;
    if (!identifier.test(appId) || !identifier.test(appCertificate) || !customerId || !customerSecret) {
      const message =
        'Agora needs the settings appId and appCertificate, of 32 hexadecimal digits, customerId and customerSecret.';
      throw new VideoError('invalid-argument', message, { provider: manifest.id });
    }
    const people = createAgoraPeople();
    const rest = createAgoraRest({ appId, customerId, customerSecret, emulatorUrl }, request);
    const issuer = { appId, appCertificate, proxyServer, now };
    return {
      id: manifest.id,
      ...createAgoraRooms(rest, { appId, people, now }),
      mintCredentials: async (asked) => {
        people.remember(asked.participant);
        return mintAgoraCredentials(issuer, asked);
      },
      ...(projectId && { pullUsage: (asked) => pullAgoraUsage(rest, projectId, asked) }),
      ...(notificationSecret && { receiveWebhook: createAgoraWebhooks(notificationSecret, people) }),
      close: async () => undefined,
    };
  },
};
