import { type ProviderBackendDescriptor, type SettingSpec, VideoError } from '@patchbay/contract';
import { manifest } from '../manifest.ts';
import { createPexipRest } from './pexip-rest.ts';
import { createPexipRooms } from './pexip-rooms.ts';
import { mintPexipCredentials, pinOf } from './pexip-tokens.ts';
import { pullPexipUsage } from './pexip-usage.ts';
import { createPexipWebhooks } from './pexip-webhooks.ts';

const [{ id: deployment }] = manifest.deployments;

const setting = (
  kind: SettingSpec['kind'],
  env: string,
  description: string,
  more: Partial<SettingSpec> = {},
): SettingSpec => ({ kind, description, required: true, env: `PEXIP_${env}`, ...more });
const optional = { required: false };
const modes = { ...optional, default: 'never', choices: ['never', 'best_effort', 'always'] };

/** Pexip Infinity's server half: the management API, no vendor SDK. */
export const pexipBackend: ProviderBackendDescriptor = {
  manifest,
  settings: {
    managementUrl: setting('url', 'MANAGEMENT_URL', 'Address of the Management Node.'),
    nodeUrl: setting('url', 'NODE_URL', 'Where browsers reach a Conferencing Node.'),
    username: setting('text', 'USERNAME', 'An account for configuration, status, command and history.'),
    password: setting('secret', 'PASSWORD', 'Of that account.'),
    pinSecret: setting('secret', 'PIN_SECRET', 'Random text that PINs are made of.', { minLength: 24 }),
    sinkUsername: setting('text', 'SINK_USERNAME', 'Of the event sink; else none is heard.', optional),
    sinkPassword: setting('secret', 'SINK_PASSWORD', 'Of it.', { ...optional, minLength: 16 }),
    directMedia: setting('choice', 'DIRECT_MEDIA', 'Whether two people send to each other.', modes),
  },
  deploymentOf: () => deployment,
  async create(values, { fetch: request, now }) {
    const { managementUrl, nodeUrl, username, password, pinSecret } = values;
    if (!managementUrl || !nodeUrl || !username || !password || !pinSecret) {
      const message = 'Pexip needs the settings managementUrl, nodeUrl, username, password and pinSecret.';
      throw new VideoError('invalid-argument', message, { provider: manifest.id });
    }
    const { sinkUsername, sinkPassword, directMedia = modes.default } = values;
    const rest = createPexipRest({ managementUrl, username, password }, request);
    const joining = { nodeUrl, pinSecret, directMedia };
    return {
      id: manifest.id,
      ...createPexipRooms(rest, (room) => pinOf(pinSecret, room), directMedia, now),
      mintCredentials: async (request) => mintPexipCredentials(joining, request),
      pullUsage: (request) => pullPexipUsage(rest, request),
      ...(sinkUsername &&
        sinkPassword && { receiveWebhook: createPexipWebhooks(sinkUsername, sinkPassword) }),
      close: async () => undefined,
    };
  },
};
