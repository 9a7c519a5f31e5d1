import { createEmulatorLog } from '../emulator-log.ts';
import { listenOnLoopback } from '../listen-on-loopback.ts';
import {
  defaultSurroundings,
  type EmulatorLogEntry,
  type EmulatorSurroundings,
  type RunningEmulator,
} from '../running-emulator.ts';
import { createTwilioAccount, type TwilioAccount } from './twilio-account.ts';
import { TwilioCloud } from './twilio-cloud.ts';
import type { TwilioErrorCode } from './twilio-errors.ts';
import { createTwilioRestApi, type RestFaults } from './twilio-rest-api.ts';
import { serveSignalling, type SignallingFaults } from './twilio-signalling.ts';

export interface TwilioEmulatorOptions extends Partial<EmulatorSurroundings> {
  /** 0, which is the default, takes any free one. */
  readonly port?: number;
  readonly hostname?: string;
  /** Parts of the account to fix; the rest is made up. */
  readonly account?: Partial<TwilioAccount>;
  /** How long a session outlives its connection; 30 unless given. SDKs are told, and try to reconnect for as long. */
  readonly sessionSeconds?: number;
  /** How late Video Insights is; 0 unless given. Twilio says up to half an hour. */
  readonly insightsLagSeconds?: number;
  /** Hears of every entry of the log at once. */
  readonly onEntry?: (entry: EmulatorLogEntry) => void;
}

export interface TwilioFaults {
  /** Cuts somebody's signalling; media and data go on. The SDK's attempts to return fail until the function is called. */
  interrupt(room: string, identity: string): () => void;
  /** Everything SDKs are told is late by so many milliseconds; 0 ends it. */
  delaySignalling(milliseconds: number): void;
  /** No `participant-disconnected` callbacks any more. */
  loseLeaveEvents(areLost: boolean): void;
  /** Every join is answered with this error of Twilio's: 53105 the room is full, 20104 the token has expired, ... */
  refuseJoins(code: TwilioErrorCode | undefined): void;
  /** The next REST calls, one unless told, are answered with this HTTP status. */
  failRest(status: number, times?: number): void;
}

export interface TwilioEmulator extends RunningEmulator<TwilioFaults> {
  readonly account: TwilioAccount;
  /** Where SDKs connect: the `wsServer` of twilio-video. */
  readonly signallingUrl: string;
  /** Resolves when the webhooks that are due have been sent. */
  settled(): Promise<void>;
}

/**
 * Twilio Video on loopback: rooms by REST, access tokens, signalling for the unmodified twilio-video SDK, media from browser
 * to browser in place of a media server, and signed status callbacks. Rejects when the port is taken.
 */
export async function startTwilioEmulator(options: TwilioEmulatorOptions = {}): Promise<TwilioEmulator> {
  const { port = 0, hostname = '127.0.0.1', sessionSeconds = 30, onEntry, ...given } = options;
  const { insightsLagSeconds = 0 } = options;
  const surroundings = { ...defaultSurroundings, ...given };
  const account = createTwilioAccount(given.account);
  const log = createEmulatorLog(surroundings.now, onEntry);
  const cloud = new TwilioCloud({ ...surroundings, account, log, sessionSeconds });
  const signalling: SignallingFaults = { refusal: undefined, delay: 0 };
  const rest: RestFaults = { failing: undefined };
  let base = '';
  const api = createTwilioRestApi(cloud, rest, () => base, insightsLagSeconds);
  const listener = await listenOnLoopback({
    port,
    hostname,
    respond: (request) => api.fetch(request),
    sockets: { '/signaling': (socket) => serveSignalling(socket, cloud, signalling) },
  });
  base = listener.url;

  const faults: TwilioFaults = {
    interrupt: (room, identity) => {
      const participant = cloud.find(room)?.byIdentity(identity);
      if (!participant) throw new Error('Nobody of that identity is in that room.');
      participant.isHeld = true;
      participant.wire?.cut();
      log.add('emulator', 'interrupted', { participant: participant.sid });
      return () => {
        participant.isHeld = false;
      };
    },
    delaySignalling: (milliseconds) => {
      signalling.delay = milliseconds;
    },
    loseLeaveEvents: (areLost) => {
      cloud.callbacks.areLeavesLost = areLost;
    },
    refuseJoins: (code) => {
      signalling.refusal = code;
    },
    failRest: (status, times = 1) => {
      rest.failing = { status, times };
    },
  };

  return {
    url: base,
    signallingUrl: `${base.replace(/^http/, 'ws')}/signaling`,
    account,
    settings: { ...account, emulatorUrl: base },
    log: () => log.entries(),
    faults,
    settled: () => cloud.callbacks.settled(),
    close: async () => {
      cloud.close();
      await listener.close();
    },
  };
}
