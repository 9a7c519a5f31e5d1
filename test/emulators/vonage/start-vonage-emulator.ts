import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RunningEmulator } from '@patchbay/emulators';
import { WebSocketServer } from 'ws';
import { createEmulatorLog } from './emulator-log.ts';
import { serveMessaging } from './serve-messaging.ts';
import { createSessionLookup } from './serve-session-lookup.ts';
import { createVonageAccount, type VonageAccount } from './vonage-account.ts';
import { VonageCloud } from './vonage-cloud.ts';
import { noFaults } from './vonage-faults.ts';
import { createVonageRestApi, type HttpAnswer, type HttpRequest } from './vonage-rest-api.ts';

export interface VonageEmulatorOptions {
  /** Where session monitoring goes, as the application's settings would say; nowhere without it. */
  readonly webhookUrl?: string | undefined;
  /** How long a connection outlives its socket; 30 unless given, for so long the SDK tries to return. */
  readonly leaseSeconds?: number;
  /** How late Insights is; 0 unless given. */
  readonly insightsLagSeconds?: number;
  readonly now?: () => number;
  readonly schedule?: typeof schedule;
  readonly fetch?: typeof fetch;
}

export interface VonageEmulatorFaults {
  /** Cuts somebody's messaging, known by the data in their token; media goes on. The function returned lets them back. */
  interrupt(sessionId: string, connectionData: string): () => void;
  delayMessages(milliseconds: number): void;
  /** No `connectionDestroyed` any more. */
  loseLeaveEvents(areLost: boolean): void;
  /** Session information is refused: 403 the token, 404 the session, 409 the account, 500 a failure. */
  refuseSessions(code: number | undefined): void;
  refuseForWantOfRoom(isFull: boolean): void;
  failRest(status: number, times?: number): void;
  /** Asked for this session the cloud breaks off the connection. */
  hangUp(sessionId: string): void;
}

export interface VonageEmulator extends RunningEmulator<VonageEmulatorFaults> {
  readonly account: VonageAccount;
  /** Resolves when the webhooks that are due have been sent. */
  settled(): Promise<void>;
}

/**
 * Vonage Video on loopback, for our own tests only: its SDK's terms are proprietary. The unmodified SDK goes through
 * `OT.setProxyUrl(url)`; a server finds REST and Insights below `url`.
 */
export async function startVonageEmulator(options: VonageEmulatorOptions = {}): Promise<VonageEmulator> {
  const { webhookUrl, leaseSeconds = 30, insightsLagSeconds = 0, now = Date.now } = options;
  const { fetch: send = fetch, schedule: later = schedule } = options;
  const account = createVonageAccount();
  const faults = noFaults();
  const log = createEmulatorLog(now);
  const timing = { now, schedule: later, leaseSeconds, insightsLagSeconds };
  const parts = { account, log, fetch: send, webhookUrl, ...timing };
  const cloud = new VonageCloud(parts, faults);
  const restApi = createVonageRestApi(cloud, faults);
  const lookUp = createSessionLookup(cloud, faults);

  const server = createServer((request, response) => {
    void readRequest(request).then(async (asked) => {
      const isPreflight = request.method === 'OPTIONS';
      const answer = isPreflight ? { status: 204 } : ((await restApi(asked)) ?? (await lookUp(asked)));
      if (answer === 'hang up') request.socket.destroy();
      else write(request, response, answer ?? { status: 404 });
    });
  });
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, stream, head) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://loopback');
    if (!pathname.endsWith('/rumorwebsocketsv2')) return void stream.destroy();
    sockets.handleUpgrade(request, stream, head, (socket) =>
      serveMessaging(socket, searchParams, cloud, faults),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { applicationId, privateKey, signatureSecret } = account;

  const stop = async (): Promise<void> => {
    cloud.close();
    for (const client of sockets.clients) client.terminate();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  let stopping: Promise<void> | undefined;

  return {
    url,
    account,
    settings: { applicationId, privateKey, signatureSecret, emulatorUrl: url },
    log: log.entries,
    settled: () => cloud.monitoring.settled(),
    close: () => (stopping ??= stop()),
    faults: {
      interrupt: (sessionId, connectionData) => {
        const seat = cloud.seatOf(sessionId, connectionData);
        if (!seat) throw new Error('Nobody in that session connected with that data.');
        seat.isHeld = true;
        seat.channel.cut();
        cloud.suspend(seat);
        return () => void (seat.isHeld = false);
      },
      delayMessages: (milliseconds) => void (faults.delay = milliseconds),
      loseLeaveEvents: (areLost) => void (cloud.monitoring.areLeavesLost = areLost),
      refuseSessions: (code) => void (faults.refusal = code),
      refuseForWantOfRoom: (isFull) => void (faults.isFull = isFull),
      failRest: (status, times = 1) => void (faults.failing = { status, times }),
      hangUp: (sessionId) => void faults.silent.add(sessionId),
    },
  };
}

function schedule(callback: () => void, milliseconds: number): () => void {
  const timer = setTimeout(callback, milliseconds);
  timer.unref();
  return () => clearTimeout(timer);
}

async function readRequest(request: IncomingMessage): Promise<HttpRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  );
  return {
    method: request.method ?? 'GET',
    url: new URL(request.url ?? '/', 'http://loopback'),
    headers,
    body: Buffer.concat(chunks).toString('utf8'),
  };
}

function write(request: IncomingMessage, response: ServerResponse, { status, body }: HttpAnswer): void {
  response.writeHead(status, {
    'access-control-allow-origin': request.headers.origin ?? '*',
    'access-control-allow-headers': request.headers['access-control-request-headers'] ?? '*',
    'access-control-allow-methods': 'GET, POST, DELETE',
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}
