import { type ProviderBackendDescriptor, type SettingSpec, VideoError } from '@patchbay/contract';
import { manifest } from '../manifest.ts';
import { createVonagePresence } from './vonage-presence.ts';
import { createVonageRecording } from './vonage-recording.ts';
import { createVonageRest, readPrivateKey } from './vonage-rest.ts';
import { createVonageRooms } from './vonage-rooms.ts';
import { mintVonageCredentials } from './vonage-tokens.ts';
import { pullVonageUsage } from './vonage-usage.ts';
import { createVonageWebhooks } from './vonage-webhooks.ts';

const [{ id: deployment }] = manifest.deployments;

const setting = (
  kind: SettingSpec['kind'],
  env: string,
  required: boolean,
  description: string,
): SettingSpec => ({
  kind,
  required,
  description,
  env: `VONAGE_${env}`,
  ...(kind === 'secret' && { minLength: 16 }),
});

/** Vonage's server half: plain REST, no vendor SDK. */
export const vonageBackend: ProviderBackendDescriptor = {
  manifest,
  settings: {
    applicationId: setting('text', 'APPLICATION_ID', true, 'Id of the application, with Video switched on.'),
    privateKey: setting('secret', 'PRIVATE_KEY', true, 'The private key of the application, in PEM.'),
    signatureSecret: setting(
      'secret',
      'SIGNATURE_SECRET',
      false,
      'Signs session monitoring; without it no webhooks are taken and nobody can be removed.',
    ),
    mediaMode: {
      ...setting('choice', 'MEDIA_MODE', false, 'Through media servers, or from browser to browser.'),
      default: 'routed',
      choices: ['routed', 'relayed'],
    },
    proxyUrl: setting('url', 'PROXY_URL', false, "Of Vonage's IP proxy (an add-on), for browsers."),
    emulatorUrl: setting('url', 'EMULATOR_URL', false, 'Of an emulator, in place of Vonage.'),
  },
  deploymentOf: () => deployment,
  async create(settings, context) {
    const { applicationId, privateKey: pem, signatureSecret, mediaMode, proxyUrl, emulatorUrl } = settings;
    if (!applicationId || !pem) {
      const message = 'Vonage needs the settings applicationId and privateKey.';
      throw new VideoError('invalid-argument', message, { provider: manifest.id });
    }
    const access = { applicationId, privateKey: readPrivateKey(pem), emulatorUrl, proxyUrl };
    const rest = createVonageRest(access, context);
    const presence = createVonagePresence();
    const { now } = context;
    return {
      id: manifest.id,
      ...createVonageRooms({
        rest,
        presence,
        now,
        mediaMode: mediaMode === 'relayed' ? 'relayed' : 'routed',
      }),
      ...createVonageRecording(rest),
      pullUsage: (request) => pullVonageUsage(rest, applicationId, request),
      mintCredentials: async (request) => mintVonageCredentials(access, request, context),
      ...(signatureSecret && {
        receiveWebhook: createVonageWebhooks(signatureSecret, applicationId, presence),
      }),
      close: async () => undefined,
    };
  },
};
