import type { ConnectRequest, Json, ProviderEvent, VideoProvider } from '@patchbay/contract';
import { zoomCapabilities } from '../zoom-capabilities.ts';
import { endOf, fail, zoomError } from '../zoom-errors.ts';
import { createZoomConnection, type ZoomConnection } from './zoom-connection.ts';
import { followUsers } from './zoom-events.ts';
import { loadZoomSdk, type ZoomClient, type ZoomSdk } from './zoom-sdk.ts';
import { createZoomTalk } from './zoom-talk.ts';

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

const wait = (milliseconds: number): Promise<unknown> =>
  new Promise((resolve) => void setTimeout(resolve, milliseconds));

export function createZoomProvider(options: ZoomProviderOptions = {}): ZoomProvider {
  const { sdk: load = fetchSdk, assets = 'Global', now = Date.now, pause = wait } = options;
  return {
    id: 'zoom',
    capabilities: zoomCapabilities,
    async connect({ credentials, userKey, signal }, report) {
      const ticket = readCredentials(credentials);
      const sdk = await load();
      const seat = await takeSeat(sdk, signal);
      const client = sdk.createClient();
      const leave = () => seat.leave(() => client.leave());
      const joining = (async () => {
        await client.init('en-US', assets, { ...initOptions, ...ticket.endpoint });
        signal.throwIfAborted();
        await client.join(ticket.session, ticket.token, userKey);
      })();
      try {
        await Promise.race([joining, rejectWhenAborted(signal)]);
        return await enter(client, leave, report);
      } catch (error) {
        // Leaving cancels a join that is under way (ExceptionCode 3); one that was made all the same is left as well.
        joining.then(() => client.leave()).catch(() => undefined);
        await leave();
        throw signal.aborted ? abandoned() : zoomError(error);
      }
    },
  };

  async function enter(
    client: ZoomClient,
    leave: () => Promise<void>,
    report: (event: ProviderEvent) => void,
  ): Promise<ZoomConnection> {
    const line = createLine();
    let isOver = false;
    const tell = (event: ProviderEvent): void => {
      if (isOver) return;
      if (event.type === 'closed') end();
      report(event);
    };
    const stream = client.getMediaStream();
    const roster = followUsers(client, stream, tell, () =>
      tell({ type: 'closed', reason: 'duplicate', error: undefined }),
    );
    const end = (): void => {
      isOver = true;
      line.end();
      roster.end();
    };
    const talk = createZoomTalk({ client, roster, report: tell, online: line.online, pause });
    client.on('connection-change', ({ state, ...why }) => {
      if (state === 'Connected') {
        roster.refresh();
        if (line.restore()) tell({ type: 'restored' });
      } else if (state === 'Reconnecting') {
        line.interrupt();
        tell({ type: 'interrupted', scope: 'signalling' });
      } else tell({ type: 'closed', ...endOf({ state, ...why }) });
    });
    // Without WebRTC video there are no statistics.
    stream.subscribeWebRTCStatsReportData().catch(() => undefined);
    roster.refresh();
    return createZoomConnection({
      client,
      stream,
      roster,
      talk,
      report: tell,
      online: line.online,
      now,
      pause,
      leave: async () => {
        end();
        await leave();
      },
    });
  }
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

/** Settled once it is free; undefined while somebody sits there. */
interface Seat {
  leaving: Promise<void> | undefined;
}

/** The SDK has one client per page, which is another session's only once the last one has let go of it. */
const seats = new WeakMap<ZoomSdk, Seat>();

async function takeSeat(sdk: ZoomSdk, signal: AbortSignal) {
  for (let taken = seats.get(sdk); taken !== undefined; taken = seats.get(sdk)) {
    if (taken.leaving === undefined)
      throw fail('invalid-state', 'Zoom has one session per page. Leave that one first, then join this one.');
    await taken.leaving;
  }
  if (signal.aborted) throw abandoned();
  const seat: Seat = { leaving: undefined };
  seats.set(sdk, seat);
  const leave = async (goodbye: () => Promise<unknown>): Promise<void> => {
    await goodbye().catch(() => undefined);
    await sdk.destroyClient().catch(() => undefined);
    seats.delete(sdk);
  };
  return { leave: (goodbye: () => Promise<unknown>) => (seat.leaving ??= leave(goodbye)) };
}

/** Whether the session is connected, for who has to wait for it. */
function createLine() {
  let connected = Promise.resolve();
  let broken: PromiseWithResolvers<void> | undefined;
  const settle = (): boolean => {
    const wasBroken = broken !== undefined;
    broken?.resolve();
    broken = undefined;
    return wasBroken;
  };
  return {
    online: () => connected,
    interrupt: () => {
      broken ??= Promise.withResolvers<void>();
      connected = broken.promise;
    },
    /** Whether it was interrupted. */
    restore: settle,
    end: () => {
      connected = Promise.reject(fail('connection-lost', 'The session is over.'));
      connected.catch(() => undefined);
      broken?.reject(fail('connection-lost', 'The session is over.'));
      broken?.promise.catch(() => undefined);
      broken = undefined;
    },
  };
}

/** `webEndpoint` is where a stand-in listens; without it the SDK goes to Zoom. */
function readCredentials(given: Json) {
  const { token, session, webEndpoint } = Object(given) as Readonly<Record<string, unknown>>;
  if (typeof token !== 'string' || !token || typeof session !== 'string' || !session)
    throw fail('ticket-invalid', 'The ticket has no credentials for Zoom. Ask for a new one.');
  return { token, session, endpoint: typeof webEndpoint === 'string' ? { webEndpoint } : {} };
}
