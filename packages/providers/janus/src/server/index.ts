import { type Json, type ProviderBackendDescriptor, type SettingSpec, VideoError } from '@patchbay/contract';
import { manifest } from '../manifest.ts';
import { createJanusAdmin } from './janus-admin.ts';
import { createJanusRooms } from './janus-rooms.ts';
import { createJanusWebhooks } from './janus-webhooks.ts';

const setting = (
  kind: SettingSpec['kind'],
  env: string,
  required: boolean,
  description: string,
): SettingSpec => ({
  kind,
  required,
  description,
  env: `JANUS_${env}`,
  ...(kind === 'secret' && { minLength: 16 }),
});

/** The server half of a Janus of one's own: plain HTTP, no vendor SDK. */
export const janusBackend: ProviderBackendDescriptor = {
  manifest,
  settings: {
    url: setting('url', 'URL', true, 'WebSocket address for browsers, wss: or ws:.'),
    adminUrl: setting(
      'url',
      'ADMIN_URL',
      true,
      'Of the Admin API over HTTP, e.g. http://janus.internal:7088/admin.',
    ),
    apiUrl: setting(
      'url',
      'API_URL',
      true,
      "Of Janus's own API over HTTP, e.g. http://janus.internal:8088/janus.",
    ),
    adminSecret: setting('secret', 'ADMIN_SECRET', true, '`admin_secret` in janus.jcfg.'),
    adminKey: setting(
      'secret',
      'ADMIN_KEY',
      true,
      '`admin_key` of the VideoRoom and the TextRoom plugin, the same in both.',
    ),
    tokenSecret: setting('secret', 'TOKEN_SECRET', true, '`token_auth_secret` in janus.jcfg.'),
    webhookPassword: setting(
      'secret',
      'WEBHOOK_PASSWORD',
      false,
      '`backend_pwd` of sampleevh; without it no events are taken.',
    ),
    iceServers: setting(
      'json',
      'ICE_SERVERS',
      false,
      'STUN and TURN servers for browsers, as a list of RTCIceServer.',
    ),
    recordingFolder: setting(
      'text',
      'RECORDING_FOLDER',
      false,
      'Where Janus puts recordings; else where it runs.',
    ),
  },
  deploymentOf: () => manifest.deployments[0].id,
  async create(settings, context) {
    const { url, adminUrl, apiUrl, adminSecret, adminKey, tokenSecret, webhookPassword, recordingFolder } =
      settings;
    if (!url || !adminUrl || !apiUrl || !adminSecret || !adminKey || !tokenSecret) {
      const message =
        'Janus needs the settings url, adminUrl, apiUrl, adminSecret, adminKey and tokenSecret.';
      throw new VideoError('invalid-argument', message, { provider: manifest.id });
    }
    const admin = createJanusAdmin({ adminUrl, apiUrl, adminSecret, adminKey, tokenSecret }, context);
    const iceServers = iceServersOf(settings['iceServers']);
    return {
      id: manifest.id,
      ...createJanusRooms(admin, { url, iceServers, recordingFolder, adminKey, tokenSecret }, context),
      ...(webhookPassword && { receiveWebhook: createJanusWebhooks(webhookPassword) }),
      close: async () => undefined,
    };
  },
};

function iceServersOf(text = '[]'): Json {
  try {
    const servers = JSON.parse(text) as Json;
    if (Array.isArray(servers)) return servers;
  } catch {
    // Said below.
  }
  throw new VideoError('invalid-argument', 'iceServers is no list in JSON.', { provider: manifest.id });
}
