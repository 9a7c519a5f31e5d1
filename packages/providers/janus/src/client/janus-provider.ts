import type { ConnectRequest, Json, ProviderEvent, VideoProvider } from '@patchbay/contract';
import { janusCapabilities } from '../janus-capabilities.ts';
import { closedBy, fail } from '../janus-errors.ts';
import {
  type JanusConnection,
  type JanusCredentials,
  type JanusEntry,
  joinJanusRoom,
} from './janus-connection.ts';
import { deferred, openJanusLine } from './janus-line.ts';
import { loadJanusSdk, type JanusSdk } from './janus-sdk.ts';

export interface JanusProvider extends VideoProvider {
  connect(request: ConnectRequest, report: (event: ProviderEvent) => void): Promise<JanusConnection>;
}

/** `now` in milliseconds since the Unix epoch. */
export interface JanusProviderOptions extends Partial<Pick<JanusEntry, 'now' | 'randomId'>> {
  readonly sdk?: () => Promise<JanusSdk>;
}

/** The SDK is asked for at each `connect`; the default asks the module system, which keeps it. */
export function createJanusProvider(options: JanusProviderOptions = {}): JanusProvider {
  const { sdk: load = loadJanusSdk, now = Date.now, randomId = () => crypto.randomUUID() } = options;
  return {
    id: 'janus',
    capabilities: janusCapabilities,
    async connect({ credentials: given, userKey, signal }, tell) {
      const credentials = credentialsOf(given);
      const sdk = await load().catch((cause: unknown) => {
        throw fail('sdk-load-failed', 'janus-gateway did not load. Try again.', { cause, retryable: true });
      });
      let state: 'joining' | 'joined' | 'over' = 'joining';
      let resume: () => Promise<void> = () => Promise.resolve();
      const leave = (): Promise<void> => {
        state = 'over';
        return opening.then((line) => line.close()).catch(() => undefined);
      };
      /** Of a join that fails neither trouble nor an end is told. */
      const report = (event: ProviderEvent): void => {
        const isFate = ['interrupted', 'restored', 'closed'].includes(event.type);
        if (state === 'joined' || (state === 'joining' && !isFate)) tell(event);
        if (event.type === 'closed') void leave();
      };
      const restored = async (): Promise<void> => {
        const { isWhole } = await opening;
        // When it is lost again meanwhile, the end of that decides.
        await resume().catch((error: unknown) => isWhole() && report(closedBy(error)));
        if (isWhole()) report({ type: 'restored' });
      };
      const { url: server, token, iceServers } = credentials;
      const opening = openJanusLine(sdk, { server, token, iceServers }, (news) => {
        if (news === 'lost') report({ type: 'interrupted', scope: 'signalling' });
        else if (news === 'restored') void restored();
        else report(closedBy(news));
      });
      const abandoned = deferred<never>();
      const abandon = (): void => abandoned.reject(fail('aborted', 'The join was abandoned.'));
      signal.addEventListener('abort', abandon, { once: true });
      if (signal.aborted) abandon();
      try {
        const entry = { credentials, userKey, report, now, randomId };
        const joining = opening.then((line) => joinJanusRoom(line, entry));
        const joined = await Promise.race([joining, abandoned.promise]);
        [state, resume] = ['joined', joined.resume];
        return { ...joined.connection, disconnect: leave };
      } catch (error) {
        void leave();
        throw error;
      }
    },
  };
}

/** With the SDK fetched already; rejects when it cannot be. */
export const loadJanusProvider = (): Promise<JanusProvider> =>
  loadJanusSdk().then(() => createJanusProvider());

function credentialsOf(given: Json): JanusCredentials {
  const all = Object(given) as Partial<JanusCredentials>;
  const texts: readonly unknown[] = [all.url, all.token, all.room, all.roomToken, all.participant];
  const isWhole = typeof all.maxParticipants === 'number' && Array.isArray(all.iceServers);
  const hasTexts = texts.every((text) => typeof text === 'string' && text !== '');
  if (isWhole && hasTexts && /^wss?:/.test(all.url ?? '')) return all as JanusCredentials;
  throw fail('ticket-invalid', 'The ticket is not for Janus. Ask for a new one.');
}
