import type { ConnectRequest, Json, ProviderEvent, VideoProvider } from '@patchbay/contract';
import { vonageCapabilities } from '../vonage-capabilities.ts';
import { fail, vonageError } from '../vonage-errors.ts';
import { createVonageConnection, type VonageConnection } from './vonage-connection.ts';
import { followPeople, followSession } from './vonage-events.ts';
import { loadVonageSdk, type VonagePeer, type VonageSdk, type VonageSession } from './vonage-sdk.ts';

export interface VonageProvider extends VideoProvider {
  connect(request: ConnectRequest, report: (event: ProviderEvent) => void): Promise<VonageConnection>;
}

/** `now` tells milliseconds since the Unix epoch. */
export function createVonageProvider(sdk: VonageSdk, now: () => number = Date.now): VonageProvider {
  return {
    id: 'vonage',
    capabilities: vonageCapabilities,
    async connect({ credentials: given, signal }, tell) {
      const { applicationId, sessionId, token, proxyUrl } = readCredentials(given);
      if (signal.aborted) throw abandoned();
      if (proxyUrl && !proxied.has(sdk)) sdk.setProxyUrl(proxyUrl);
      if (proxyUrl) proxied.add(sdk);
      const session = sdk.initSession(applicationId, sessionId);
      if (session.connection) throw fail('invalid-state', 'From one page Vonage takes one join of a room.');
      let isOver = false;
      const report = (event: ProviderEvent): void => {
        if (isOver) return;
        if (event.type === 'closed') silence();
        tell(event);
      };
      const leave = () => void session.disconnect().catch(() => undefined);
      const people = followPeople(session, report, () => {
        report({ type: 'closed', reason: 'duplicate', error: undefined });
        leave();
      });
      const media = followSession(session, report);
      const listeners = { ...people.listeners, ...media.listeners };
      // The SDK keeps a session for the life of the page: who joins again gets the same one.
      const silence = (): void => {
        isOver = true;
        session.off(listeners);
      };
      session.on(listeners);
      try {
        const self = await join(session, token, signal);
        return createVonageConnection({ sdk, session, self, ...people, ...media, now, report, silence });
      } catch (error) {
        silence();
        leave();
        throw vonageError(error);
      }
    },
  };
}

/** Fetches the SDK. Rejects with `sdk-load-failed`. */
export async function loadVonageProvider(): Promise<VonageProvider> {
  const sdk = await loadVonageSdk().catch((cause: unknown) => {
    const message = '@vonage/client-sdk-video could not be loaded. Is it installed, and the network there?';
    throw fail('sdk-load-failed', message, { cause, retryable: true });
  });
  sdk.setLogLevel(1);
  return createVonageProvider(sdk);
}

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

/** Where the SDK has a proxy: it takes one for the life of the page, and calls a second one an error. */
const proxied = new WeakSet<VonageSdk>();

/** `proxyUrl` is that of Vonage's IP proxy, where there is one. */
function readCredentials(given: Json) {
  const fields = Object(given) as Readonly<Record<string, unknown>>;
  const textOf = (name: string) => (typeof fields[name] === 'string' ? fields[name] : '');
  const [applicationId, sessionId, token] = ['applicationId', 'sessionId', 'token'].map(textOf);
  if (applicationId && sessionId && token)
    return { applicationId, sessionId, token, proxyUrl: textOf('proxyUrl') };
  throw fail('ticket-invalid', 'The ticket has no credentials for Vonage. Ask for a new one.');
}
