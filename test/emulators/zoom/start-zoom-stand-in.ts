import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { ZoomCloud } from './zoom-cloud.ts';
import { answerZoomRest } from './zoom-rest-api.ts';

export interface ZoomStandInOptions {
  /** Where the event subscription points; nowhere without it. */
  readonly webhookUrl?: string | undefined;
  /** How long somebody without a connection stays in the session. Zoom says two minutes. */
  readonly leaseSeconds?: number;
  readonly now?: () => number;
  readonly fetch?: typeof fetch;
}

export interface ZoomStandIn {
  readonly url: string;
  /** Settings of the provider's server half. */
  readonly settings: Readonly<Record<string, string>>;
  readonly cloud: ZoomCloud;
  close(): Promise<void>;
}

/**
 * In the place of Zoom, for our own tests only: REST below `url`, and the signalling of the module that stands in for
 * `@zoom/videosdk`, whose own wire is proprietary. What runs on it shows nothing about Zoom's servers.
 */
export async function startZoomStandIn(options: ZoomStandInOptions = {}): Promise<ZoomStandIn> {
  const { webhookUrl, leaseSeconds = 30, now = Date.now, fetch: send = fetch } = options;
  const cloud = new ZoomCloud({ now, fetch: send, webhookUrl, leaseSeconds });
  const server = createServer((request, response) => {
    void readJson(request).then(async (body) => {
      const address = new URL(request.url ?? '/', 'http://loopback');
      const { authorization = '' } = request.headers;
      const answer = await answerZoomRest(cloud, request.method ?? 'GET', address, authorization, body);
      response.writeHead(answer.status, { 'content-type': 'application/json' });
      response.end(answer.body && JSON.stringify(answer.body));
    });
  });
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => cloud.serve(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    settings: { ...cloud.account, emulatorUrl: url },
    cloud,
    close: async () => {
      for (const client of sockets.clients) client.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  return text === '' ? undefined : JSON.parse(text);
}
