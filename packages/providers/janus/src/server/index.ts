import { type Json, type ProviderBackendDescriptor, type SettingSpec, VideoError } from '@patchbay/contract';
import { manifest } from '../manifest.ts';
import { createJanusAdmin } from './janus-admin.ts';
import { createJanusRooms } from './janus-rooms.ts';
import { createJanusWebhooks } from './janus-webhooks.ts';

const setting =
  (kind: SettingSpec['kind'], required: boolean) =>
  (env: string, description: string): SettingSpec => {
    const about = { kind, required, description, env: `JANUS_${env}` };
    return kind === 'secret' ? { ...about, minLength: 16 } : about;
  };
const [address, secret, optional] = [setting('url', true), setting('secret', true), setting('secret', false)];
const [list, text] = [setting('json', false), setting('text', false)];

/** The server half of a Janus of one's own: plain HTTP, no vendor SDK. */
export const janusBackend: ProviderBackendDescriptor = {
  manifest,
  settings: {
    url: address('URL', 'WebSocket address for browsers, wss: or ws:.'),
    adminUrl: address('ADMIN_URL', 'Of the Admin API over HTTP, e.g. http://janus.internal:7088/admin.'),
    adminSecret: secret('ADMIN_SECRET', '`admin_secret` in janus.jcfg.'),
    adminKey: secret('ADMIN_KEY', '`admin_key` of the VideoRoom and of the TextRoom plugin, the same.'),
    tokenSecret: secret('TOKEN_SECRET', '`token_auth_secret` in janus.jcfg.'),
    webhookPassword: optional('WEBHOOK_PASSWORD', '`backend_pwd` of sampleevh; else no events are taken.'),
    iceServers: list('ICE_SERVERS', 'STUN and TURN for browsers: a list of RTCIceServer.'),
    recordingFolder: text('RECORDING_FOLDER', 'Where Janus records to; else where it runs.'),
  },
  deploymentOf: () => manifest.deployments[0].id,
  async create(settings, { fetch, now, randomId }) {
    const {
      url,
      adminUrl,
      adminSecret,
      adminKey,
      tokenSecret,
      webhookPassword,
      recordingFolder = '',
    } = settings;
    const iceServers = JSON.parse(settings['iceServers'] ?? '[]') as Json;
    if (!url || !adminUrl || !adminSecret || !adminKey || !tokenSecret || !Array.isArray(iceServers)) {
      const message = 'Janus needs url, adminUrl, adminSecret, adminKey, tokenSecret; iceServers is a list.';
      throw new VideoError('invalid-argument', message, { provider: manifest.id });
    }
    const ask = createJanusAdmin({ adminUrl, adminSecret, fetch, randomId });
    const terms = { url, iceServers, recordingFolder, adminKey, tokenSecret, now, randomId };
    return {
      id: manifest.id,
      ...createJanusRooms(ask, terms),
      ...(webhookPassword && { receiveWebhook: createJanusWebhooks(webhookPassword) }),
      close: async () => undefined,
    };
  },
};
