import { type ProviderBackendDescriptor, settingsOf, VideoError } from '@patchbay/contract';
import { manifest } from '../manifest.ts';
import { createVonageRest, readPrivateKey } from './vonage-rest.ts';
import { createVonageRecording, createVonageRooms } from './vonage-rooms.ts';
import { mintVonageCredentials } from './vonage-tokens.ts';
import { pullVonageUsage } from './vonage-usage.ts';
import { createVonageWebhooks } from './vonage-webhooks.ts';

const [{ id: deployment }] = manifest.deployments;

const setting = settingsOf('VONAGE');
const optional = { required: false };
const modes = { default: 'routed', choices: ['routed', 'relayed'], ...optional };

/** Vonage's server half: plain REST, no vendor SDK. */
export const vonageBackend: ProviderBackendDescriptor = {
  manifest,
  settings: {
    applicationId: setting('text', 'APPLICATION_ID', 'The application, with Video switched on.'),
    privateKey: setting('secret', 'PRIVATE_KEY', "The application's private key, in PEM."),
    signatureSecret: setting(
      'secret',
      'SIGNATURE_SECRET',
      'Signs webhooks, without which nobody is removed.',
      optional,
    ),
    mediaMode: setting('choice', 'MEDIA_MODE', 'Through media servers, or from browser to browser.', modes),
    proxyUrl: setting('url', 'PROXY_URL', "Of Vonage's IP proxy (an add-on), for browsers.", optional),
    emulatorUrl: setting('url', 'EMULATOR_URL', 'Of an emulator, in place of Vonage.', optional),
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
    return {
      id: manifest.id,
      ...createVonageRooms(rest, context.connections, context.now, mediaMode === 'relayed'),
      ...createVonageRecording(rest),
      pullUsage: (request) => pullVonageUsage(rest, applicationId, request),
      // Told by a third party; the vendor's page on Insights leads to a support page for it, which was not found. Were it less, an
      // empty answer would be taken for nothing used: so it is no more.
      usageMemoryDays: 21,
      mintCredentials: async (request) => mintVonageCredentials(access, request, context),
      ...(signatureSecret && {
        receiveWebhook: createVonageWebhooks(signatureSecret, applicationId, context.connections),
      }),
      close: async () => undefined,
    };
  },
};
