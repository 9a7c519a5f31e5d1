import { createReporter, type Json, type VideoProvider } from '@patchbay/contract';
import { livekitCapabilities } from '../livekit-capabilities.ts';
import { createLivekitConnection } from './livekit-connection.ts';
import type { LivekitConnection } from './livekit-connection.ts';
import { connectError, fail } from './livekit-errors.ts';
import { reportRoomEvents } from './livekit-events.ts';
import { loadLivekitSdk } from './livekit-sdk.ts';
import type { LivekitRoom, LivekitSdk } from './livekit-sdk.ts';

export type LivekitProvider = VideoProvider<LivekitConnection>;

export interface LivekitProviderOptions {
  readonly sdk?: () => Promise<LivekitSdk>;
  /** Milliseconds since the Unix epoch. */
  readonly now?: () => number;
}

/** The SDK is asked for at each `connect`; the default asks the module system, which keeps it. */
export function createLivekitProvider(options: LivekitProviderOptions = {}): LivekitProvider {
  const { sdk: load = loadLivekitSdk, now = Date.now } = options;
  return {
    id: 'livekit',
    capabilities: livekitCapabilities,
    async connect({ credentials: given, signal }, report) {
      const credentials = credentialsOf(given);
      const sdk = await load().catch((cause: unknown) => {
        throw fail('sdk-load-failed', 'livekit-client did not load. Try again.', { cause, retryable: true });
      });
      if (signal.aborted) throw aborted();
      // The session owns the tracks: nothing of LiveKit's may stop them.
      const room = new sdk.Room({ stopLocalTrackOnUnpublish: false, dynacast: true });
      const { report: tell, silence } = createReporter(report);
      reportRoomEvents(room, tell);
      await connectOrAbort(room, credentials, signal, silence);
      return createLivekitConnection(sdk, room, now, silence);
    },
  };
}

/** With the SDK fetched already; rejects when it cannot be. */
export async function loadLivekitProvider(): Promise<LivekitProvider> {
  await loadLivekitSdk();
  return createLivekitProvider();
}

interface LivekitCredentials {
  readonly url: string;
  readonly token: string;
}

async function connectOrAbort(
  room: LivekitRoom,
  { url, token }: LivekitCredentials,
  signal: AbortSignal,
  silence: () => void,
): Promise<void> {
  let left: Promise<void> | undefined;
  const leave = (): void => {
    silence();
    left = room.disconnect(false).catch(() => undefined);
  };
  signal.addEventListener('abort', leave, { once: true });
  try {
    await room.connect(url, token);
  } catch (error) {
    silence();
    throw signal.aborted ? aborted() : connectError(error);
  } finally {
    signal.removeEventListener('abort', leave);
    await left;
  }
  if (signal.aborted) throw aborted();
}

const aborted = () => fail('aborted', 'The join was abandoned.');

function credentialsOf(credentials: Json): LivekitCredentials {
  const { url, token } = (credentials ?? {}) as { readonly url?: Json; readonly token?: Json };
  if (typeof url === 'string' && /^(ws|http)s?:\/\//.test(url) && typeof token === 'string' && token !== '') {
    return { url, token };
  }
  throw fail('ticket-invalid', 'The ticket is not for LiveKit. Ask for a new one.');
}
