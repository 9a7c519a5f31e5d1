import type { ConnectRequest, Json, ProviderEvent, VideoProvider } from '@patchbay/contract';
import { wherebyCapabilities } from '../whereby-capabilities.ts';
import { fail } from '../whereby-errors.ts';
import { createWherebyConnection, type WherebyConnection } from './whereby-connection.ts';
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
      const { WherebyClient, createBlankTracks } = await load();
      const client = new WherebyClient();
      const media = createWherebyLocalMedia(createBlankTracks(), client);
      const leave = async (): Promise<void> => {
        await leaveRoom(client);
        media.release();
      };
      try {
        await client.getLocalMedia().startMedia(media.camera);
        ignoreDevices(client);
        const options = { roomUrl: roomUrl.href, roomKey, externalId: participant };
        await enterRoom(client, options, signal, () => reach(ask, roomUrl, signal));
      } catch (error) {
        await leave();
        throw error;
      }
      const room = followRoom(client, media, { participant, userKey }, report);
      void room.greet({ asks: true, isNew: true });
      return createWherebyConnection({ client, participant, media, room, now, leave });
    },
  };
}

/** With the SDK fetched already. Rejects with `sdk-load-failed`. */
export async function loadWherebyProvider(): Promise<WherebyProvider> {
  const sdk = await fetchSdk();
  return createWherebyProvider({ sdk: () => Promise.resolve(sdk) });
}

const fetchSdk = (): Promise<WherebySdk> =>
  loadWherebySdk().catch((cause: unknown) => {
    const message = '@whereby.com/core could not be loaded. Is it installed, and the network there?';
    throw fail('sdk-load-failed', message, { cause, retryable: true });
  });

/** Asks the server that is fixed in the SDK. Any answer will do: without CORS none is refused, and a HEAD has no body to block. */
const reach = (ask: typeof fetch, { hostname }: URL, signal: AbortSignal): Promise<Response> => {
  const address = `https://api.whereby.dev/organization-subdomains/${hostname.split('.', 1)[0]}/`;
  return ask(address, { method: 'HEAD', mode: 'no-cors', signal });
};

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
