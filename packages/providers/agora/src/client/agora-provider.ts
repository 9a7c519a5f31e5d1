import type { ConnectRequest, Json, ProviderEvent, VideoProvider } from '@patchbay/contract';
import { agoraCapabilities } from '../agora-capabilities.ts';
import { agoraError, fail } from '../agora-errors.ts';
import { type AgoraConnection, createAgoraConnection } from './agora-connection.ts';
import { followRoom } from './agora-events.ts';
import { createAgoraScreen } from './agora-screen.ts';
import { type AgoraClient, type AgoraSdk, clientOptions, loadAgoraSdk } from './agora-sdk.ts';
import { type AgoraTalk, createAgoraTalk } from './agora-talk.ts';

/** How long an abandoned join may take to come to its end. */
const goodbyeMilliseconds = 3000;

export interface AgoraProvider extends VideoProvider {
  connect(request: ConnectRequest, report: (event: ProviderEvent) => void): Promise<AgoraConnection>;
}

/** `now` tells milliseconds since the Unix epoch. */
export function createAgoraProvider(sdk: AgoraSdk, now: () => number = Date.now): AgoraProvider {
  return {
    id: 'agora',
    capabilities: agoraCapabilities,
    async connect({ credentials: given, userKey, signal }, tell) {
      const { channel, proxyServer, person, screen: screenSeat } = readCredentials(given);
      if (signal.aborted) throw abandoned();
      const openClient = (): AgoraClient => {
        const opened = sdk.createClient(clientOptions);
        if (proxyServer) opened.setProxyServer(proxyServer);
        return opened;
      };
      const client = openClient();
      const join = (joining: AgoraClient, { appId, token, uid }: typeof person) =>
        joining.join(appId, channel, token, uid);
      const screen = createAgoraScreen(openClient, (opened) => join(opened, screenSeat));
      let isOver = false;
      const leave = async (): Promise<void> => {
        isOver = true;
        await Promise.all([screen.leave(), client.leave().catch(() => undefined)]);
        seat.release();
      };
      const report = (event: ProviderEvent): void => {
        if (isOver) return;
        if (event.type === 'closed') void leave();
        tell(event);
      };
      let talk: AgoraTalk;
      const room = followRoom(client, () => talk, report);
      talk = createAgoraTalk(client, userKey, report, room.retellMutes);
      const seat = takeSeat(sdk, `${channel} ${person.uid}`, () =>
        report({ type: 'closed', reason: 'duplicate', error: undefined }),
      );
      const enter = async (): Promise<void> => {
        await seat.ready;
        if (signal.aborted) throw abandoned();
        await join(client, person);
        if (signal.aborted) throw abandoned();
        client.enableAudioVolumeIndicator();
        // Nothing says when everybody there was told of. What answers a request comes after what was told before it.
        await talk.sayHello();
      };
      const entering = enter();
      const { promise: aborted, reject } = Promise.withResolvers<never>();
      signal.addEventListener('abort', () => reject(abandoned()));
      try {
        await Promise.race([entering, aborted]);
      } catch (error) {
        isOver = true;
        // Leaving stops no join under way, and says no goodbye then (4.24.8, `leave`): it comes after it, or soon anyway.
        const overdue = new Promise((resolve) => void setTimeout(resolve, goodbyeMilliseconds));
        await Promise.race([entering.catch(() => undefined), overdue]);
        await leave();
        entering.then(leave, () => undefined);
        throw agoraError(error);
      }
      room.open();
      return createAgoraConnection({ sdk, client, screen, uid: person.uid, talk, room, now, leave });
    },
  };
}

/** Fetches the SDK. Rejects with `sdk-load-failed`. */
export async function loadAgoraProvider(): Promise<AgoraProvider> {
  const sdk = await loadAgoraSdk().catch((cause: unknown) => {
    const message = 'agora-rtc-sdk-ng could not be loaded. Is it installed, and the network there?';
    throw fail('sdk-load-failed', message, { cause, retryable: true });
  });
  return createAgoraProvider(sdk);
}

const abandoned = () => fail('aborted', 'The join was abandoned.');

type Seat = { readonly evict: () => void; readonly vacated: Promise<void> };
const takenSeats = new WeakMap<AgoraSdk, Map<string, Seat>>();

/**
 * Of one uid in one channel the SDK takes one join per page, and refuses the second (4.24.8, `UID_CONFLICT` in
 * `joinInternal`), where Agora lets the newer one win. So the older one goes first.
 */
function takeSeat(sdk: AgoraSdk, key: string, evict: () => void) {
  const taken = takenSeats.get(sdk) ?? new Map<string, Seat>();
  takenSeats.set(sdk, taken);
  const older = taken.get(key);
  older?.evict();
  const { promise: vacated, resolve: release } = Promise.withResolvers<void>();
  taken.set(key, { evict, vacated });
  return { ready: older?.vacated, release };
}

/** `proxyServer` is a reverse proxy to Agora, or the emulator. */
function readCredentials(given: Json) {
  const fields = fieldsOf(given);
  const { channel, proxyServer } = fields;
  const [person, screen] = [seatOf(fields), seatOf({ ...fields, ...fieldsOf(fields['screen']) })];
  if (person && screen && typeof channel === 'string' && channel && person.uid !== screen.uid)
    return {
      channel,
      person,
      screen,
      proxyServer: typeof proxyServer === 'string' ? proxyServer : undefined,
    };
  throw fail('ticket-invalid', 'The ticket has no credentials for Agora. Ask for a new one.');
}

const fieldsOf = (value: unknown) => Object(value) as Readonly<Record<string, unknown>>;

function seatOf({ appId, token, uid }: Readonly<Record<string, unknown>>) {
  const isSeat = typeof appId === 'string' && appId && typeof token === 'string' && token;
  return isSeat && typeof uid === 'number' ? { appId, token, uid } : undefined;
}
