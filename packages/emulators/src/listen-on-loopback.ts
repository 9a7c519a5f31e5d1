import type { Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import { type WebSocket, WebSocketServer } from 'ws';

export interface LoopbackOptions {
  /** 0 takes any free one. */
  readonly port: number;
  readonly hostname: string;
  readonly respond: (request: Request, bindings: HttpBindings) => Response | Promise<Response>;
  /** Path to what takes over its WebSockets, `*` to what takes over the rest; others are refused. */
  readonly sockets: Readonly<Record<string, (socket: WebSocket) => void>>;
  /** Speak TLS, for host names that a browser is told to find here. */
  readonly tls?: Readonly<Record<'key' | 'cert', string>>;
  /** Paths that something else serves, which attaches itself to the server before it listens. */
  readonly attached?: { readonly path: string; readonly attach: (server: Server) => void };
}

export interface LoopbackListener {
  readonly url: string;
  close(): Promise<void>;
}

/** HTTP and WebSockets on one port. Rejects when the port is taken. */
export async function listenOnLoopback(options: LoopbackOptions): Promise<LoopbackListener> {
  const { port, hostname, respond, sockets, tls, attached } = options;
  const secured = tls && { createServer: createTlsServer, serverOptions: tls };
  // Never HTTP/2: nobody asks it for that.
  const answer = (request: Request, bindings: object) => respond(request, bindings as HttpBindings);
  const server = createAdaptorServer({ fetch: answer, hostname, ...secured }) as Server;
  attached?.attach(server);
  const upgrades = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, stream, head) => {
    const { pathname } = new URL(request.url ?? '/', 'http://loopback');
    if (attached && pathname.startsWith(attached.path)) return;
    const accept = sockets[pathname] ?? sockets['*'];
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
  return { url: `${tls ? 'https' : 'http'}://${host}:${taken}`, close: () => (closing ??= stop()) };
}
