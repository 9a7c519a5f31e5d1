import type { ConnectRequest, Json, ProviderEvent, VideoProvider } from '@patchbay/contract';
import { janusCapabilities } from '../janus-capabilities.ts';
import { fail } from '../janus-errors.ts';
import type { JanusConnection } from './janus-connection.ts';
import { enterJanusRoom } from './janus-room.ts';
import { loadJanusSdk, type JanusSdk } from './janus-sdk.ts';

export interface JanusProvider extends VideoProvider {
  connect(request: ConnectRequest, report: (event: ProviderEvent) => void): Promise<JanusConnection>;
}

export interface JanusProviderOptions {
  readonly sdk?: () => Promise<JanusSdk>;
  /** Milliseconds since the Unix epoch. */
  readonly now?: () => number;
  readonly randomId?: () => string;
}

/** What the server half minted. */
export interface JanusCredentials {
  /** Of the WebSocket. */
  readonly url: string;
  /** For Janus itself, signed; good for a whole call. */
  readonly token: string;
  readonly room: string;
  /** For this room, until it is taken back. */
  readonly roomToken: string;
  readonly participant: string;
  readonly maxParticipants: number;
  readonly iceServers: RTCIceServer[];
}

/** The SDK is asked for at each `connect`; the default asks the module system, which keeps it. */
export function createJanusProvider(options: JanusProviderOptions = {}): JanusProvider {
  const { sdk: load = loadJanusSdk, now = Date.now, randomId = () => crypto.randomUUID() } = options;
  return {
    id: 'janus',
    capabilities: janusCapabilities,
    async connect({ credentials: given, userKey, signal }, report) {
      const credentials = credentialsOf(given);
      const sdk = await load().catch((cause: unknown) => {
        throw fail('sdk-load-failed', 'janus-gateway did not load. Try again.', { cause, retryable: true });
      });
      return enterJanusRoom({ sdk, credentials, userKey, signal, report, now, randomId });
    },
  };
}

/** With the SDK fetched already; rejects when it cannot be. */
export async function loadJanusProvider(): Promise<JanusProvider> {
  await loadJanusSdk();
  return createJanusProvider();
}

function credentialsOf(given: Json): JanusCredentials {
  const { url, token, room, roomToken, participant, maxParticipants, iceServers } = Object(given) as {
    readonly [Name in keyof JanusCredentials]?: Json;
  };
  const texts = [url, token, room, roomToken, participant].every(
    (text) => typeof text === 'string' && text !== '',
  );
  const isOurs =
    texts &&
    /^wss?:\/\//.test(String(url)) &&
    typeof maxParticipants === 'number' &&
    Array.isArray(iceServers);
  if (isOurs) return given as unknown as JanusCredentials;
  throw fail('ticket-invalid', 'The ticket is not for Janus. Ask for a new one.');
}
