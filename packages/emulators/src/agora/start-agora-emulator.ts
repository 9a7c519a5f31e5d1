import { createEmulatorLog } from '../emulator-log.ts';
import { listenOnLoopback } from '../listen-on-loopback.ts';
import { createLoopbackCertificate } from '../loopback-certificate.ts';
import {
  defaultSurroundings,
  type EmulatorLogEntry,
  type EmulatorSurroundings,
  type RunningEmulator,
} from '../running-emulator.ts';
import { answerAccessPoint, type JoinFaults } from './access-point.ts';
import { type AgoraAccount, createAgoraAccount } from './agora-account.ts';
import { AgoraCloud } from './agora-cloud.ts';
import type { AccessPointError } from './agora-errors.ts';
import { createAgoraRestApi, type RestFaults } from './agora-rest-api.ts';
import { serveGateway } from './gateway.ts';

export interface AgoraEmulatorOptions extends Partial<EmulatorSurroundings> {
  /** Of the REST API; 0, which is the default, takes any free one. The gateway always takes a free one. */
  readonly port?: number;
  readonly hostname?: string;
  /** Parts of the account to fix; the rest is made up. */
  readonly account?: Partial<AgoraAccount>;
  /** How long a client outlives its signalling; 20 unless given. */
  readonly sessionSeconds?: number;
  /** Where notifications are sent; nowhere unless given. */
  readonly notificationUrl?: string | undefined;
  /** Hears of every entry of the log at once. */
  readonly onEntry?: (entry: EmulatorLogEntry) => void;
}

export interface AgoraFaults {
  /** Cuts somebody's signalling; media go on. The SDK's attempts to return get no answer until the function is called. */
  interrupt(channel: string, uid: number): () => void;
  /** Everything SDKs are told is late by so many milliseconds; 0 ends it. */
  delaySignalling(milliseconds: number): void;
  /** No notifications of who left any more. */
  loseLeaveEvents(areLost: boolean): void;
  /** Every join is answered with this: `token-expired`, `room-full`, ... */
  refuseJoins(error: AccessPointError | undefined): void;
  /** The next REST calls, one unless told, are answered with this HTTP status. */
  failRest(status: number, times?: number): void;
}

export interface AgoraEmulator extends RunningEmulator<AgoraFaults> {
  readonly account: AgoraAccount;
  /** Where SDKs go: `client.setProxyServer(emulator.proxyServer)`. Needs `browserArguments`, for its certificate. */
  readonly proxyServer: string;
  readonly browserArguments: readonly string[];
  /** Resolves when the notifications that are due have been sent. */
  settled(): Promise<void>;
}

/**
 * Agora's real-time network on loopback: tokens, access point, and an edge gateway that relays media between the unmodified
 * agora-rtc-sdk-ng clients of a channel; the channel management REST API; signed notifications. Rejects when the port is taken.
 */
export async function startAgoraEmulator(options: AgoraEmulatorOptions = {}): Promise<AgoraEmulator> {
  const {
    port = 0,
    hostname = '127.0.0.1',
    sessionSeconds = 20,
    onEntry,
    notificationUrl,
    ...given
  } = options;
  const surroundings = { ...defaultSurroundings, ...given };
  const account = createAgoraAccount(given.account);
  const log = createEmulatorLog(surroundings.now, onEntry);
  const cloud = new AgoraCloud({ ...surroundings, account, log, sessionSeconds, notificationUrl });
  const joins: JoinFaults = { refusal: undefined, delay: 0 };
  const rest: RestFaults = { failing: undefined };
  const certificate = createLoopbackCertificate(['localhost', hostname]);
  let edgePort = 0;

  const api = createAgoraRestApi(cloud, rest);
  const listener = await listenOnLoopback({
    port,
    hostname,
    respond: (request) => api.fetch(request),
    sockets: {},
  });
  const edge = await listenOnLoopback({
    port: 0,
    hostname,
    tls: certificate,
    respond: async (request) => {
      const answer = await answerEdge(request);
      answer.headers.set('access-control-allow-origin', request.headers.get('origin') ?? '*');
      return answer;
    },
    sockets: { '/ws/': (socket) => serveGateway(socket, cloud, joins) },
  });
  edgePort = Number(new URL(edge.url).port);

  /** As the reverse proxy that `setProxyServer` asks for; what is no access point is telemetry, which nobody reads. */
  async function answerEdge(request: Request): Promise<Response> {
    const target = new URL(request.url).searchParams.get('url') ?? '';
    if (request.method === 'OPTIONS')
      return new Response(null, {
        status: 204,
        headers: { 'access-control-allow-headers': '*', 'access-control-allow-methods': '*' },
      });
    if (target.includes('/transpond/webrtc')) return answerAccessPoint(cloud, joins, request, () => edgePort);
    return Response.json({ code: 0 });
  }

  const faults: AgoraFaults = {
    interrupt: (channel, uid) => {
      const member = cloud.find(channel)?.byUid(uid);
      if (!member) throw new Error('Nobody of that uid is in that channel.');
      const { promise, resolve } = Promise.withResolvers<void>();
      member.lifted = promise;
      member.wire?.cut();
      log.add('emulator', 'interrupted');
      return resolve;
    },
    delaySignalling: (milliseconds) => {
      joins.delay = milliseconds;
    },
    loseLeaveEvents: (areLost) => {
      cloud.notifications.areLeavesLost = areLost;
    },
    refuseJoins: (error) => {
      joins.refusal = error;
    },
    failRest: (status, times = 1) => {
      rest.failing = { status, times };
    },
  };
  const proxyServer = `${hostname}:${edgePort}`;

  return {
    url: listener.url,
    proxyServer,
    account,
    settings: { ...account, emulatorUrl: listener.url, proxyServer },
    browserArguments: [
      '--allow-loopback-in-peer-connection',
      `--ignore-certificate-errors-spki-list=${certificate.spki}`,
    ],
    log: () => log.entries(),
    faults,
    settled: () => cloud.notifications.settled(),
    close: async () => {
      cloud.close();
      await edge.close();
      await listener.close();
    },
  };
}
