import { createHmac, randomUUID } from 'node:crypto';
import { createEmulatorLog } from '../emulator-log.ts';
import { listenOnLoopback } from '../listen-on-loopback.ts';
import { defaultSurroundings, type EmulatorSurroundings, type RunningEmulator } from '../running-emulator.ts';
import { answerCallMachine } from './call-machine-files.ts';
import type { DailyErrorType } from './check-daily-token.ts';
import { createDailyAccount, type DailyAccount } from './daily-account.ts';
import { DailyCloud } from './daily-cloud.ts';
import { createDailyRestApi, type RestFaults } from './daily-rest-api.ts';
import { serveDailySignalling, type SignallingFaults } from './daily-signalling.ts';

export interface DailyEmulatorOptions extends Partial<EmulatorSurroundings> {
  /** 0, which is the default, takes any free one. */
  readonly port?: number;
  readonly hostname?: string;
  readonly account?: Partial<DailyAccount>;
  /** How long somebody outlives their signalling; 20 unless given. */
  readonly sessionSeconds?: number;
  /** Where webhooks are sent; nowhere unless given. */
  readonly webhookUrl?: string | undefined;
}

export interface DailyFaults {
  /** Cuts somebody's signalling; media go on. They are not let back in until the function is called. */
  interrupt(room: string, userId: string): () => void;
  delaySignalling(milliseconds: number): void;
  /** No webhooks of who left any more. */
  loseLeaveEvents(areLost: boolean): void;
  /** Every join is answered with this error type. */
  refuseJoins(type: DailyErrorType | undefined): void;
  /** The next REST calls, one unless told, are answered with this HTTP status. */
  failRest(status: number, times?: number): void;
}

export interface DailyEmulator extends RunningEmulator<DailyFaults> {
  readonly account: DailyAccount;
  /** For daily-js: `dailyConfig: { bundlePathOverride: emulator.callMachineUrl }`. */
  readonly callMachineUrl: string;
  /** Resolves when the webhooks that are due have been sent. */
  settled(): Promise<void>;
}

/**
 * Daily on loopback: its REST API, signed webhooks, and a stand-in for the call machine that the unmodified daily-js loads.
 * Daily's own call machine was never seen. Rejects when the port is taken.
 */
export async function startDailyEmulator(options: DailyEmulatorOptions = {}): Promise<DailyEmulator> {
  const { port = 0, hostname = '127.0.0.1', sessionSeconds = 20, webhookUrl, ...given } = options;
  const surroundings = { ...defaultSurroundings, ...given };
  const account = createDailyAccount(given.account);
  const log = createEmulatorLog(surroundings.now);
  const signalling: SignallingFaults = { refusal: undefined, delay: 0 };
  const rest: RestFaults = { failing: undefined };
  let sending: Promise<unknown> = Promise.resolve();

  const report = (type: string, payload: object): void => {
    if (webhookUrl === undefined) return;
    const seconds = surroundings.now() / 1000;
    const body = JSON.stringify({ version: '1.0.0', type, id: randomUUID(), payload, event_ts: seconds });
    const timestamp = String(Math.floor(seconds));
    const key = Buffer.from(account.webhookSecret, 'base64');
    const headers = {
      'content-type': 'application/json',
      'x-webhook-timestamp': timestamp,
      'x-webhook-signature': createHmac('sha256', key).update(`${timestamp}.${body}`).digest('base64'),
    };
    sending = sending
      .then(() => surroundings.fetch(webhookUrl, { method: 'POST', headers, body }))
      .then(({ status }) => log.add('emulator', `webhook ${type}`, { status }))
      .catch(() => log.add('emulator', `webhook ${type}`, { failed: true }));
  };
  const cloud = new DailyCloud({ ...surroundings, account, log, sessionSeconds, report });
  let base = '';
  const api = createDailyRestApi(cloud, rest, () => base);
  const listener = await listenOnLoopback({
    port,
    hostname,
    respond: (request) => {
      const { pathname } = new URL(request.url);

      const [, folder, name = ''] = pathname.split('/');
      return folder === 'call-machine' ? answerCallMachine(name, base) : api.fetch(request);
    },
    sockets: { '/signalling': (socket) => serveDailySignalling(socket, cloud, signalling) },
  });
  base = listener.url;

  return {
    url: base,
    account,
    callMachineUrl: `${base}/call-machine`,
    settings: { apiKey: account.apiKey, webhookSecret: account.webhookSecret, emulatorUrl: base },
    log: () => log.entries(),
    settled: async () => void (await sending),
    close: () => listener.close(),
    faults: {
      interrupt: (name, userId) => {
        const members = [...(cloud.rooms.get(name)?.members.values() ?? [])];
        const member = members.findLast((one) => one.userId === userId);
        if (!member) throw new Error('Nobody of that user id is in that room.');
        member.isHeld = true;
        member.wire?.cut();
        return () => void (member.isHeld = false);
      },
      delaySignalling: (milliseconds) => void (signalling.delay = milliseconds),
      loseLeaveEvents: (areLost) => void (cloud.losesLeaveEvents = areLost),
      refuseJoins: (type) => void (signalling.refusal = type),
      failRest: (status, times = 1) => void (rest.failing = { status, times }),
    },
  };
}
