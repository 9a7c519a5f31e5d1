import { createEmulatorLog } from '../emulator-log.ts';
import { listenOnLoopback } from '../listen-on-loopback.ts';
import { createLoopbackCertificate } from '../loopback-certificate.ts';
import {
  defaultSurroundings,
  type EmulatorLogEntry,
  type EmulatorSurroundings,
  type RunningEmulator,
} from '../running-emulator.ts';
import { createWherebyAccount, type WherebyAccount } from './whereby-account.ts';
import { WherebyCloud } from './whereby-cloud.ts';
import type { WherebyRefusal } from './whereby-refusals.ts';
import { createWherebyRestApi, type RestFaults } from './whereby-rest-api.ts';
import { createWherebySignalling, type SignallingFaults, signallingPath } from './whereby-signalling.ts';

export interface WherebyEmulatorOptions extends Partial<EmulatorSurroundings> {
  /** For the REST API; 0, which is the default, takes any free one. */
  readonly port?: number;
  /** For the host names that the SDK asks for, with TLS; 0, which is the default, takes any free one. */
  readonly tlsPort?: number;
  readonly hostname?: string;
  /** Parts of the account to fix; the rest is made up. */
  readonly account?: Partial<WherebyAccount>;
  /** Where webhooks go, as one sets it in the vendor's dashboard; nowhere unless given. */
  readonly webhookUrl?: string;
  /** How long a place in a room outlives its connection; 30 unless given. */
  readonly graceSeconds?: number;
  /** Hears of every entry of the log at once. */
  readonly onEntry?: (entry: EmulatorLogEntry) => void;
}

export interface WherebyFaults {
  /** Cuts somebody's signalling; media go on. The SDK's attempts to return fail until the function is called. */
  interrupt(roomName: string, externalId: string): () => void;
  /** Everything SDKs are told is late by so many milliseconds; 0 ends it. */
  delaySignalling(milliseconds: number): void;
  /** No `room.client.left` webhooks any more. */
  loseLeaveEvents(areLost: boolean): void;
  /** Every join is answered with this error of Whereby's: `room_full`, `free_tier_exhausted`, ... */
  refuseJoins(error: WherebyRefusal | undefined): void;
  /** The next REST calls, one unless told, are answered with this HTTP status. */
  failRest(status: number, times?: number): void;
  /** Requests about rooms of this subdomain get no answer, as from a server that is not there. */
  hide(subdomain: string): void;
}

export interface WherebyEmulator extends RunningEmulator<WherebyFaults> {
  readonly account: WherebyAccount;
  /** Where the SDK's host names are served. */
  readonly tlsUrl: string;
  /**
   * Has Chromium find the host names that are fixed in the SDK here, and trust the emulator's certificate and no other. Other
   * names are not touched.
   */
  readonly browserArguments: readonly string[];
  /** Resolves when the webhooks that are due have been sent. */
  settled(): Promise<void>;
}

/** Fixed in @whereby.com/core 1.20.3 and @whereby.com/media 11.1.0: REST, signalling, telemetry. */
const hosts = ['api.whereby.dev', 'signal.appearin.net', 'rtcstats.srv.whereby.com'];

/**
 * Whereby Embedded on loopback: meetings by REST, signalling for the unmodified SDK in rooms of mode `normal`, media from
 * browser to browser as in Whereby's own, and signed webhooks. Telemetry is accepted and thrown away. Rejects when a port is
 * taken.
 */
export async function startWherebyEmulator(options: WherebyEmulatorOptions = {}): Promise<WherebyEmulator> {
  const { port = 0, tlsPort = 0, hostname = '127.0.0.1', webhookUrl, graceSeconds = 30, onEntry } = options;
  const surroundings = { ...defaultSurroundings, ...options };
  const account = createWherebyAccount(options.account);
  const log = createEmulatorLog(surroundings.now, onEntry);
  const cloud = new WherebyCloud({ ...surroundings, account, log, webhookUrl, graceSeconds });
  const signallingFaults: SignallingFaults = { refusal: undefined, delay: 0 };
  const restFaults: RestFaults = { failing: undefined, hidden: new Set() };
  const api = createWherebyRestApi(cloud, restFaults);
  const signalling = createWherebySignalling(cloud, signallingFaults);
  const { spki, ...tls } = createLoopbackCertificate(hosts);

  const common = { hostname, respond: api.fetch };
  const plain = await listenOnLoopback({ ...common, port, sockets: {} });
  const secured = await listenOnLoopback({
    ...common,
    port: tlsPort,
    tls,
    // What the SDK measures, at a path that is the page's own.
    sockets: { '*': () => log.add('sdk', 'telemetry') },
    attached: { path: signallingPath, attach: (server) => signalling.attach(server) },
  }).catch(async (error: unknown) => {
    await plain.close();
    throw error;
  });

  const faults: WherebyFaults = {
    interrupt: (roomName, externalId) => {
      const meeting = cloud.meetings.find((one) => one.roomName === `/${roomName.replace(/^\//, '')}`);
      const client = meeting?.clients.findLast((one) => one.externalId === externalId);
      if (!client) throw new Error('Nobody of that external id is in that room.');
      client.isHeld = true;
      client.wire?.cut();
      log.add('emulator', 'interrupted', { client: client.id });
      return () => {
        client.isHeld = false;
      };
    },
    delaySignalling: (milliseconds) => {
      signallingFaults.delay = milliseconds;
    },
    loseLeaveEvents: (areLost) => {
      cloud.webhooks.areLeavesLost = areLost;
    },
    refuseJoins: (error) => {
      signallingFaults.refusal = error;
    },
    failRest: (status, times = 1) => {
      restFaults.failing = { status, times };
    },
    hide: (subdomain) => void restFaults.hidden.add(subdomain),
  };

  const { host } = new URL(secured.url);
  const rules = hosts.map((name) => `MAP ${name} ${host}`).join(', ');
  const { apiKey, webhookSecret } = account;
  return {
    url: plain.url,
    tlsUrl: secured.url,
    account,
    settings: { apiKey, webhookSecret, emulatorUrl: plain.url },
    browserArguments: [`--host-resolver-rules=${rules}`, `--ignore-certificate-errors-spki-list=${spki}`],
    log: () => log.entries(),
    faults,
    settled: () => cloud.webhooks.settled(),
    close: async () => {
      cloud.close();
      signalling.close();
      await Promise.all([plain.close(), secured.close()]);
    },
  };
}
