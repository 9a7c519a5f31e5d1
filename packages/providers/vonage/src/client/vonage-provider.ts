import type { ConnectRequest, Json, ProviderEvent, VideoProvider } from '@patchbay/contract';
import { vonageCapabilities } from '../vonage-capabilities.ts';
import { fail, vonageError } from '../vonage-errors.ts';
import { createVonageConnection, type VonageConnection } from './vonage-connection.ts';
import { followSession } from './vonage-events.ts';
import { followPeople } from './vonage-people.ts';
import { loadVonageSdk, type VonagePeer, type VonageSdk, type VonageSession } from './vonage-sdk.ts';

export interface VonageProvider extends VideoProvider {
  connect(request: ConnectRequest, report: (event: ProviderEvent) => void): Promise<VonageConnection>;
}

export interface VonageProviderOptions {
  readonly sdk?: () => Promise<VonageSdk>;
  /** Milliseconds since the Unix epoch. */
  readonly now?: () => number;
}

export function createVonageProvider(options: VonageProviderOptions = {}): VonageProvider {
  const { sdk: load = fetchSdk, now = Date.now } = options;
  return {
    id: 'vonage',
    capabilities: vonageCapabilities,
    async connect({ credentials: given, signal }, tell) {
      const { applicationId, sessionId, token, proxyUrl } = readCredentials(given);
      const sdk = await load();
      if (signal.aborted) throw abandoned();
      if (proxyUrl !== undefined) useProxy(sdk, proxyUrl);
      const session = sdk.initSession(applicationId, sessionId);
      let isOver = false;
      const report = (event: ProviderEvent): void => {
        if (isOver) return;
        if (event.type === 'closed') silence();
        tell(event);
      };
      const leave = () => void session.disconnect().catch(() => undefined);
      const { peerOf, listeners: ofPeople } = followPeople(session, report, () => {
        report({ type: 'closed', reason: 'duplicate', error: undefined });
        leave();
      });
      const { receptions, listeners: ofMedia } = followSession(session, report);
      const listeners = { ...ofPeople, ...ofMedia };
      // The SDK keeps a session for the life of the page: who joins again gets the same one.
      const silence = (): void => {
        isOver = true;
        session.off(listeners);
      };
      session.on(listeners);
      try {
        const self = await join(session, token, signal);
        return createVonageConnection({ sdk, session, self, peerOf, receptions, now, report, silence });
      } catch (error) {
        silence();
        leave();
        throw vonageError(error);
      }
    },
  };
}

/** With the SDK fetched already. Rejects with `sdk-load-failed`. */
export async function loadVonageProvider(): Promise<VonageProvider> {
  const sdk = await fetchSdk();
  sdk.setLogLevel(1);
  return createVonageProvider({ sdk: () => Promise.resolve(sdk) });
}

const fetchSdk = (): Promise<VonageSdk> =>
  loadVonageSdk().catch((cause: unknown) => {
    const message = '@vonage/client-sdk-video could not be loaded. Is it installed, and the network there?';
    throw fail('sdk-load-failed', message, { cause, retryable: true });
  });

const abandoned = () => fail('aborted', 'The join was abandoned.');

/** Resolves to oneself. The SDK's own promise never settles once it is told to disconnect, hence the race. */
async function join(session: VonageSession, token: string, signal: AbortSignal): Promise<VonagePeer> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(abandoned());
  signal.addEventListener('abort', abort);
  try {
    await Promise.race([session.connect.promise(token), aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
  if (signal.aborted) throw abandoned();
  if (session.connection) return session.connection;
  throw fail('connection-lost', 'The connection was lost while joining. Try again.', { retryable: true });
}

/** The SDK takes one proxy for the life of the page, and calls a second one an error. */
const proxied = new WeakSet<VonageSdk>();

function useProxy(sdk: VonageSdk, url: string): void {
  if (!proxied.has(sdk)) sdk.setProxyUrl(url);
  proxied.add(sdk);
}

/** `proxyUrl` is that of Vonage's IP proxy, where there is one. */
function readCredentials(given: Json) {
  const fields = Object(given) as Readonly<Record<string, unknown>>;
  const [applicationId, sessionId, token, proxyUrl] = ['applicationId', 'sessionId', 'token', 'proxyUrl'].map(
    (name) => (typeof fields[name] === 'string' && fields[name] !== '' ? fields[name] : undefined),
  );
  if (applicationId && sessionId && token) return { applicationId, sessionId, token, proxyUrl };
  throw fail('ticket-invalid', 'The ticket has no credentials for Vonage. Ask for a new one.');
}
