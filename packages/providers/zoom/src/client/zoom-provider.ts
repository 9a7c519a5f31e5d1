import type { ConnectRequest, Json, ProviderEvent, VideoProvider } from '@patchbay/contract';
import { zoomCapabilities } from '../zoom-capabilities.ts';
import { fail, zoomError } from '../zoom-errors.ts';
import { createZoomConnection, type ZoomConnection } from './zoom-connection.ts';
import { loadZoomSdk, type ZoomSdk } from './zoom-sdk.ts';

export interface ZoomProvider extends VideoProvider {
  connect(request: ConnectRequest, report: (event: ProviderEvent) => void): Promise<ZoomConnection>;
}

export interface ZoomProviderOptions {
  /** Where the SDK's workers and WebAssembly are: `Global` is Zoom's own server, or the address of a copy of its `lib`. */
  readonly assets?: string;
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

export function createZoomProvider(
  sdk: ZoomSdk,
  { assets = 'Global', pause = wait }: ZoomProviderOptions = {},
): ZoomProvider {
  return {
    id: 'zoom',
    capabilities: zoomCapabilities,
    async connect({ credentials, userKey, signal }, report) {
      const { session, token, endpoint } = readCredentials(credentials);
      const client = sdk.createClient();
      const join = async (): Promise<void> => {
        await client.init('en-US', assets, { ...initOptions, ...endpoint });
        signal.throwIfAborted();
        await client.join(session, token, userKey);
      };
      const joining = join();
      const leave = async (): Promise<void> => {
        await client.leave().catch(() => undefined);
        await sdk.destroyClient().catch(() => undefined);
      };
      try {
        await Promise.race([joining, rejectWhenAborted(signal)]);
        return createZoomConnection({ client, report, pause, leave });
      } catch (error) {
        // Leaving cancels a join that is under way (ExceptionCode 3); one that was made all the same is left as well.
        joining.then(() => client.leave()).catch(() => undefined);
        await leave();
        throw signal.aborted ? abandoned() : zoomError(error);
      }
    },
  };
}

/** With the SDK fetched already. */
export const loadZoomProvider = async (options?: ZoomProviderOptions): Promise<ZoomProvider> =>
  createZoomProvider(await loadZoomSdk(), options);

const abandoned = () => fail('aborted', 'The join was abandoned.');

const rejectWhenAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const abandon = () => reject(abandoned());
    if (signal.aborted) abandon();
    signal.addEventListener('abort', abandon, { once: true });
  });

/** `webEndpoint` is where a stand-in listens; without it the SDK goes to Zoom. */
function readCredentials(given: Json) {
  const { token, session, webEndpoint } = Object(given) as Readonly<Record<string, unknown>>;
  if (typeof token !== 'string' || !token || typeof session !== 'string' || !session)
    throw fail('ticket-invalid', 'The ticket has no credentials for Zoom. Ask for a new one.');
  return { token, session, endpoint: typeof webEndpoint === 'string' ? { webEndpoint } : {} };
}
