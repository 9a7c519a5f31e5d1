import { createReporter, readCredentials, type VideoProvider } from '@patchbay/contract';
import { twilioCapabilities } from '../twilio-capabilities.ts';
import { fail, twilioError } from '../twilio-errors.ts';
import { createTwilioConnection, type TwilioConnection } from './twilio-connection.ts';
import { reportRoom } from './twilio-events.ts';
import {
  connectOptions,
  loadTwilioSdk,
  type TwilioJoining,
  type TwilioRoom,
  type TwilioSdk,
} from './twilio-sdk.ts';
import { createTwilioTalk, talkTrackName } from './twilio-talk.ts';

export type TwilioProvider = VideoProvider<TwilioConnection>;

export interface TwilioProviderOptions {
  readonly sdk?: () => Promise<TwilioSdk>;
  /** Milliseconds since the Unix epoch. */
  readonly now?: () => number;
}

export function createTwilioProvider(options: TwilioProviderOptions = {}): TwilioProvider {
  const { sdk: load = fetchSdk, now = Date.now } = options;
  return {
    id: 'twilio',
    capabilities: twilioCapabilities,
    async connect({ credentials: given, userKey, signal }, report) {
      // `signalling` is where the emulator listens; without it the SDK goes to Twilio.
      const needed = ['token', 'room'] as const;
      const { token, room: name, signalling } = readCredentials('twilio', given, needed, ['signalling']);
      const sdk = await load();
      const dataTrack = new sdk.LocalDataTrack({ name: talkTrackName, ordered: true });
      // With tracks given the SDK opens no devices, and stops none at the end.
      const options = { ...connectOptions, name, tracks: [dataTrack as never] };
      const joining = signalling === undefined ? options : { ...options, wsServer: signalling };
      const room = await join(() => sdk.connect(token, joining), signal);
      const { report: tell, silence } = createReporter(report);
      const talk = createTwilioTalk(room, dataTrack, userKey, tell);
      reportRoom(room, talk, tell);
      return createTwilioConnection(sdk, room, talk, now, silence);
    },
  };
}

/** With the SDK fetched already. Rejects with `sdk-load-failed`. */
export async function loadTwilioProvider(): Promise<TwilioProvider> {
  const sdk = await fetchSdk();
  return createTwilioProvider({ sdk: () => Promise.resolve(sdk) });
}

const fetchSdk = (): Promise<TwilioSdk> =>
  loadTwilioSdk().catch((cause: unknown) => {
    const message = 'twilio-video could not be loaded. Is it installed, and the network there?';
    throw fail('sdk-load-failed', message, { cause, retryable: true });
  });

/** Leaves nothing behind when the signal fires: `cancel` also leaves a room that was just entered. */
async function join(begin: () => TwilioJoining, signal: AbortSignal): Promise<TwilioRoom> {
  const abandoned = () => fail('aborted', 'The join was abandoned.');
  if (signal.aborted) throw abandoned();
  const joining = begin();
  const cancel = () => joining.cancel();
  signal.addEventListener('abort', cancel);
  try {
    const room = await joining;
    if (signal.aborted) room.disconnect();
    else if (room.state !== 'disconnected') return room;
    throw fail('connection-lost', 'The connection was lost while joining. Try again.', { retryable: true });
  } catch (error) {
    throw signal.aborted ? abandoned() : twilioError(error);
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}
