import type { ConnectRequest, Json, ProviderEvent, VideoProvider } from '@patchbay/contract';
import { zoomCapabilities } from '../zoom-capabilities.ts';
import { fail, zoomError } from '../zoom-errors.ts';
import { createZoomConnection, type ZoomConnection } from './zoom-connection.ts';
import { loadZoomSdk, type ZoomSdk } from './zoom-sdk.ts';

export interface ZoomProvider extends VideoProvider {
  connect(request: ConnectRequest, report: (event: ProviderEvent) => void): Promise<ZoomConnection>;
}

export interface ZoomProviderOptions {
  readonly sdk?: () => Promise<ZoomSdk>;
  /** Where the SDK's workers and WebAssembly are: `Global` is Zoom's own server, or the address of a copy of its `lib`. */
  readonly assets?: string;
  /** Milliseconds since the Unix epoch. */
  readonly now?: () => number;
  /** Resolves after so many milliseconds. */
  readonly pause?: (milliseconds: number) => Promise<unknown>;
}

const initOptions = {
  // One's own picture and others': without it a page that is not isolated shows one at a time.
  enforceMultipleVideos: true,
  leaveOnPageUnload: true,
  stayAwake: true,
  // Else Zoom exchanges code in the page between two releases of it.
  patchJsMedia: false,
  isLogDetailed: false,
} as const;

const wait = (milliseconds: number) => new Promise((resolve) => void setTimeout(resolve, milliseconds));

export function createZoomProvider(options: ZoomProviderOptions = {}): ZoomProvider {
  const { sdk: load = fetchSdk, assets = 'Global', now = Date.now, pause = wait } = options;
  return {
    id: 'zoom',
    capabilities: zoomCapabilities,
    async connect({ credentials, userKey, signal }, report) {
      const { session, token, endpoint } = readCredentials(credentials);
      const sdk = await load();
      const free = await takeSeat(sdk, signal);
      const client = sdk.createClient();
      const join = async (): Promise<void> => {
        await client.init('en-US', assets, { ...initOptions, ...endpoint });
        signal.throwIfAborted();
        await client.join(session, token, userKey);
      };
      const joining = join();
      const leave = () => free(() => client.leave());
      try {
        await Promise.race([joining, rejectWhenAborted(signal)]);
        return createZoomConnection({ client, report, now, pause, leave });
      } catch (error) {
        // Leaving cancels a join that is under way (ExceptionCode 3); one that was made all the same is left as well.
        joining.then(() => client.leave()).catch(() => undefined);
        await leave();
        throw signal.aborted ? abandoned() : zoomError(error);
      }
    },
  };
}

/** With the SDK fetched already. Rejects with `sdk-load-failed`. */
export async function loadZoomProvider(): Promise<ZoomProvider> {
  const sdk = await fetchSdk();
  return createZoomProvider({ sdk: () => Promise.resolve(sdk) });
}

const fetchSdk = (): Promise<ZoomSdk> =>
  loadZoomSdk().catch((cause: unknown) => {
    const message = '@zoom/videosdk could not be loaded. Is it installed, and the network there?';
    throw fail('sdk-load-failed', message, { cause, retryable: true });
  });

const abandoned = () => fail('aborted', 'The join was abandoned.');

const rejectWhenAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const abandon = () => reject(abandoned());
    if (signal.aborted) abandon();
    signal.addEventListener('abort', abandon, { once: true });
  });

/** The SDK has one client per page. Undefined while its session goes on; settled once that has let go of it. */
const seats = new WeakMap<ZoomSdk, { leaving: Promise<void> | undefined }>();

/** Resolves to how the seat is given back: after the goodbye, once. */
async function takeSeat(sdk: ZoomSdk, signal: AbortSignal) {
  for (let taken = seats.get(sdk); taken !== undefined; taken = seats.get(sdk)) {
    if (taken.leaving === undefined)
      throw fail('invalid-state', 'Zoom has one session per page. Leave that one first, then join this one.');
    await taken.leaving;
  }
  if (signal.aborted) throw abandoned();
  const seat: { leaving: Promise<void> | undefined } = { leaving: undefined };
  seats.set(sdk, seat);
  const free = async (goodbye: () => Promise<unknown>): Promise<void> => {
    await goodbye().catch(() => undefined);
    await sdk.destroyClient().catch(() => undefined);
    seats.delete(sdk);
  };
  return (goodbye: () => Promise<unknown>) => (seat.leaving ??= free(goodbye));
}

/** `webEndpoint` is where a stand-in listens; without it the SDK goes to Zoom. */
function readCredentials(given: Json) {
  const { token, session, webEndpoint } = Object(given) as Readonly<Record<string, unknown>>;
  if (typeof token !== 'string' || !token || typeof session !== 'string' || !session)
    throw fail('ticket-invalid', 'The ticket has no credentials for Zoom. Ask for a new one.');
  return { token, session, endpoint: typeof webEndpoint === 'string' ? { webEndpoint } : {} };
}
