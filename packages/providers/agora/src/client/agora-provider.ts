import type { ConnectRequest, Json, ProviderEvent, VideoProvider } from '@patchbay/contract';
import { agoraCapabilities } from '../agora-capabilities.ts';
import { agoraError, fail } from '../agora-errors.ts';
import { type AgoraConnection, createAgoraConnection } from './agora-connection.ts';
import { followRoom } from './agora-events.ts';
import { createAgoraScreen } from './agora-screen.ts';
import { type AgoraClient, type AgoraSdk, clientOptions, loadAgoraSdk } from './agora-sdk.ts';
import { type AgoraTalk, createAgoraTalk } from './agora-talk.ts';

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
      const screen = createAgoraScreen(openClient, screenSeat);
      const leave = async (): Promise<void> => {
        await Promise.all([screen.leave(), client.leave().catch(() => undefined)]);
        seat.release();
      };
      let isOver = false;
      const silence = (): void => {
        isOver = true;
      };
      const report = (event: ProviderEvent): void => {
        if (isOver) return;
        if (event.type === 'closed') {
          silence();
          void leave();
        }
        tell(event);
      };
      let talk: AgoraTalk;
      const room = followRoom(client, () => talk, report);
      talk = createAgoraTalk(client, userKey, { muteChanged: (uid) => room.retellMutes(uid), report });
      const seat = takeSeat(sdk, `${channel} ${person.uid}`, () =>
        report({ type: 'closed', reason: 'duplicate', error: undefined }),
      );
      const enter = async (): Promise<void> => {
        await seat.ready;
        if (signal.aborted) throw abandoned();
        await client.join(person.appId, channel, person.token, person.uid);
        if (signal.aborted) throw abandoned();
        client.enableAudioVolumeIndicator();
        // Nothing says when everybody there was told of. What answers a request comes after what was told before it.
        await talk.sayHello();
      };
      const entering = enter();
      try {
        await unlessAborted(signal, entering);
      } catch (error) {
        silence();
        // Leaving stops no join under way, and says no goodbye then (4.24.8, `leave`): it comes after it, or soon anyway.
        const overdue = setTimeout(leave, goodbyeMilliseconds);
        void entering
          .catch(() => undefined)
          .then(leave)
          .finally(() => clearTimeout(overdue));
        throw agoraError(error);
      }
      room.open();
      return createAgoraConnection({ sdk, client, screen, uid: person.uid, talk, room, now, silence, leave });
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

/** How long an abandoned join may take to come to its end. */
const goodbyeMilliseconds = 3000;

const abandoned = () => fail('aborted', 'The join was abandoned.');

async function unlessAborted(signal: AbortSignal, work: Promise<void>): Promise<void> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(abandoned());
  signal.addEventListener('abort', abort);
  try {
    await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

interface Seat {
  readonly evict: () => void;
  readonly vacated: Promise<void>;
}
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
  const { promise: vacated, resolve } = Promise.withResolvers<void>();
  const seat: Seat = { evict, vacated };
  taken.set(key, seat);
  const release = (): void => {
    if (taken.get(key) === seat) taken.delete(key);
    resolve();
  };
  return { ready: older?.vacated, release };
}

/** `proxyServer` is a reverse proxy to Agora, or the emulator. */
function readCredentials(given: Json) {
  const fields = fieldsOf(given);
  const { appId, channel, token, uid, screen, proxyServer } = fields;
  const seat = seatOf(appId, token, uid);
  const screenSeat = seatOf(appId, fieldsOf(screen)['token'], fieldsOf(screen)['uid']);
  if (!seat || !screenSeat || typeof channel !== 'string' || !channel)
    throw fail('ticket-invalid', 'The ticket has no credentials for Agora. Ask for a new one.');
  const screenJoin = { ...screenSeat, channel };
  const proxy = typeof proxyServer === 'string' ? proxyServer : undefined;
  return { channel, proxyServer: proxy, person: seat, screen: screenJoin };
}

const fieldsOf = (value: unknown) => Object(value) as Readonly<Record<string, unknown>>;
const seatOf = (appId: unknown, token: unknown, uid: unknown) =>
  typeof appId === 'string' && appId && typeof token === 'string' && token && typeof uid === 'number'
    ? { appId, token, uid }
    : undefined;
