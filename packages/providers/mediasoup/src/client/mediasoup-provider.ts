import type { Json, VideoProvider } from '@patchbay/contract';
import { browserPlatform, type SignallingPlatform } from '@patchbay/signalling/client';
import { mediasoupCapabilities } from '../mediasoup-capabilities.ts';
import { fail } from '../mediasoup-errors.ts';
import type { MediasoupCredentials } from '../mediasoup-wire.ts';
import { devicesOf } from './mediasoup-device.ts';
import { joinMediasoup } from './mediasoup-connection.ts';
import { loadMediasoupSdk, type MediasoupSdk } from './mediasoup-sdk.ts';

export interface MediasoupProviderOptions {
  readonly sdk?: () => Promise<MediasoupSdk>;
  /** In place of the browser's own parts. */
  readonly platform?: Partial<SignallingPlatform>;
}

export function createMediasoupProvider(options: MediasoupProviderOptions = {}): VideoProvider {
  const { sdk: load = fetchSdk, platform } = options;
  return {
    id: 'mediasoup',
    capabilities: mediasoupCapabilities,
    async connect({ credentials, signal }, report) {
      const read = readCredentials(credentials);
      const deviceFor = devicesOf(await load());
      return joinMediasoup(read, deviceFor, signal, report, { ...browserPlatform, ...platform });
    },
  };
}

/** With the SDK fetched already. Rejects with `sdk-load-failed`. */
export async function loadMediasoupProvider(): Promise<VideoProvider> {
  const sdk = await fetchSdk();
  return createMediasoupProvider({ sdk: () => Promise.resolve(sdk) });
}

const fetchSdk = (): Promise<MediasoupSdk> =>
  loadMediasoupSdk().catch((cause: unknown) => {
    const message = 'mediasoup-client could not be loaded. Is it installed, and the network there?';
    throw fail('sdk-load-failed', message, { cause, retryable: true });
  });

function readCredentials(given: Json): MediasoupCredentials {
  const { url, token, participant, iceServers } = Object(given) as Partial<MediasoupCredentials>;
  if (url && token && participant && Array.isArray(iceServers))
    return { url, token, participant, iceServers };
  throw fail('ticket-invalid', 'The ticket has no credentials for mediasoup. Ask for a new one.');
}
