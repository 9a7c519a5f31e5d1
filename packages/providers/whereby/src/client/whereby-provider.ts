import type {
  ConnectRequest,
  Json,
  ProviderEvent,
  PublishableSource,
  VideoProvider,
} from '@patchbay/contract';
import { wherebyCapabilities } from '../whereby-capabilities.ts';
import { fail } from '../whereby-errors.ts';
import { createWherebyConnection, tellFlags, type WherebyConnection } from './whereby-connection.ts';
import { followRoom } from './whereby-events.ts';
import { enterRoom, leaveRoom } from './whereby-join.ts';
import { createWherebyLocalMedia } from './whereby-local-media.ts';
import { loadWherebySdk, type WherebyClient, type WherebySdk } from './whereby-sdk.ts';

export interface WherebyProvider extends VideoProvider {
  connect(request: ConnectRequest, report: (event: ProviderEvent) => void): Promise<WherebyConnection>;
}

export interface WherebyProviderOptions {
  readonly sdk?: () => Promise<WherebySdk>;
  /** Asks whether Whereby is there. */
  readonly fetch?: typeof fetch;
  /** Milliseconds since the Unix epoch. */
  readonly now?: () => number;
}

export function createWherebyProvider(options: WherebyProviderOptions = {}): WherebyProvider {
  const { sdk: load = fetchSdk, fetch: ask = (input, init) => fetch(input, init), now = Date.now } = options;
  return {
    id: 'whereby',
    capabilities: wherebyCapabilities,
    async connect({ credentials, userKey, signal }, report) {
      const { participant, roomUrl, roomKey } = readCredentials(credentials);
      const sdk = await load();
      const client = new sdk.WherebyClient();
      const media = createWherebyLocalMedia(sdk.createBlankTracks(), client);
      try {
        await client.getLocalMedia().startMedia(media.camera);
        ignoreDevices(client);
        const [subdomain = ''] = roomUrl.hostname.split('.');
        // Any answer will do; without CORS none is refused, and a HEAD has no body that could be blocked.
        const probe = { method: 'HEAD', mode: 'no-cors', signal } as const;
        const reach = () => ask(`${api}/organization-subdomains/${subdomain}/`, probe);
        await enterRoom(client, { roomUrl: roomUrl.href, roomKey, externalId: participant }, signal, reach);
      } catch (error) {
        media.release();
        await leaveRoom(client);
        throw error;
      }
      const published = new Map<PublishableSource, boolean>();
      const self = { participant, userKey, media: () => Object.fromEntries(published) };
      const room = followRoom(client, self, report, () => {
        media.resume();
        tellFlags(client, published);
      });
      void room.greet({ asks: true, isNew: true });
      const leave = async (): Promise<void> => {
        room.stop();
        await leaveRoom(client);
        media.release();
      };
      return createWherebyConnection({ client, participant, media, published, room, now, leave });
    },
  };
}

/** With the SDK fetched already. Rejects with `sdk-load-failed`. */
export async function loadWherebyProvider(): Promise<WherebyProvider> {
  const sdk = await fetchSdk();
  return createWherebyProvider({ sdk: () => Promise.resolve(sdk) });
}

/** Fixed in the SDK. */
const api = 'https://api.whereby.dev';

const fetchSdk = (): Promise<WherebySdk> =>
  loadWherebySdk().catch((cause: unknown) => {
    const message = '@whereby.com/core could not be loaded. Is it installed, and the network there?';
    throw fail('sdk-load-failed', message, { cause, retryable: true });
  });

/** The SDK would open a device that is plugged in, and stop what is sent (1.20.3, `doUpdateDeviceList`). */
function ignoreDevices(client: WherebyClient): void {
  const { onDeviceChange } = client.getStore().getState().localMedia;
  if (onDeviceChange) globalThis.navigator.mediaDevices?.removeEventListener('devicechange', onDeviceChange);
}

/** `roomKey` opens a locked room; without it Whereby lets people in only where it is not locked. */
function readCredentials(given: Json) {
  const { roomUrl, roomKey, participant } = Object(given) as Readonly<Record<string, unknown>>;
  const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
  if (isText(roomUrl) && URL.canParse(roomUrl) && isText(participant))
    return { participant, roomUrl: new URL(roomUrl), roomKey: isText(roomKey) ? roomKey : null };
  throw fail('ticket-invalid', 'The ticket has no credentials for Whereby. Ask for a new one.');
}
