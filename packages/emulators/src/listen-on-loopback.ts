import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { type WebSocket, WebSocketServer } from 'ws';

export interface LoopbackOptions {
  /** 0 takes any free one. */
  readonly port: number;
  readonly hostname: string;
  readonly respond: (request: Request) => Response | Promise<Response>;
  /** Path to what takes over its WebSockets; others are refused. */
  readonly sockets: Readonly<Record<string, (socket: WebSocket) => void>>;
}

export interface LoopbackListener {
  readonly url: string;
  close(): Promise<void>;
}

/** HTTP and WebSockets on one port. Rejects when the port is taken. */
export async function listenOnLoopback(options: LoopbackOptions): Promise<LoopbackListener> {
  const { port, hostname, respond, sockets } = options;
  const server = createAdaptorServer({ fetch: respond, hostname }) as Server;
  const upgrades = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, stream, head) => {
    const { pathname } = new URL(request.url ?? '/', 'http://loopback');
    const accept = sockets[pathname];
    if (accept) upgrades.handleUpgrade(request, stream, head, accept);
    else stream.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, hostname, resolve);
  });
  const { port: taken } = server.address() as AddressInfo;
  const stop = async (): Promise<void> => {
    const closed = new Promise((resolve) => void server.close(resolve));
    for (const client of upgrades.clients) client.terminate();
    server.closeAllConnections();
    await closed;
  };
  let closing: Promise<void> | undefined;
  const host = hostname.includes(':') ? `[${hostname}]` : hostname;
  return { url: `http://${host}:${taken}`, close: () => (closing ??= stop()) };
}
