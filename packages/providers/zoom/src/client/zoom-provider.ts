import { pause, readCredentials, unlessAborted, type VideoProvider } from '@patchbay/contract';
import { zoomCapabilities } from '../zoom-capabilities.ts';
import { zoomError } from '../zoom-errors.ts';
import { createZoomConnection, type ZoomConnection } from './zoom-connection.ts';
import { loadZoomSdk, type ZoomSdk } from './zoom-sdk.ts';

export type ZoomProvider = VideoProvider<ZoomConnection>;

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

export function createZoomProvider(
  sdk: ZoomSdk,
  { assets = 'Global', pause: wait = pause }: ZoomProviderOptions = {},
): ZoomProvider {
  return {
    id: 'zoom',
    capabilities: zoomCapabilities,
    async connect({ credentials, userKey, signal }, report) {
      // `webEndpoint` is where a stand-in listens; without it the SDK goes to Zoom.
      const needed = ['session', 'token'] as const;
      const { session, token, ...endpoint } = readCredentials('zoom', credentials, needed, ['webEndpoint']);
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
        await unlessAborted('zoom', signal, joining);
        return createZoomConnection({ client, report, pause: wait, leave });
      } catch (error) {
        // Leaving cancels a join that is under way (ExceptionCode 3); one that was made all the same is left as well.
        joining.then(() => client.leave()).catch(() => undefined);
        await leave();
        throw zoomError(error);
      }
    },
  };
}

/** With the SDK fetched already. */
export const loadZoomProvider = async (options?: ZoomProviderOptions): Promise<ZoomProvider> =>
  createZoomProvider(await loadZoomSdk(), options);
