import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Patchbay } from '../patchbay.ts';
import { signallingSocketOf } from './web-socket-socket.ts';

export interface SignallingAttachment {
  /** Takes no more connections and closes those that are open. */
  close(): Promise<void>;
}

const path = /^\/v1\/signalling\/([^/?#]+)\/?(?:\?|$)/;
const goingAway = 1001;
/** How long a browser may take to close its side. */
const farewellMilliseconds = 2_000;

/** Accepts browsers' signalling connections on a Node HTTP server. Upgrades of other addresses are left to others. */
export function attachSignalling(server: Server, patchbay: Patchbay): SignallingAttachment {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: patchbay.config().server.signallingFrameBytes,
  });
  const upgrade = (request: IncomingMessage, stream: Duplex, head: Buffer): void => {
    const provider = path.exec(request.url ?? '')?.[1];
    if (provider !== undefined) void accept(sockets, patchbay, provider, request, stream, head);
  };
  server.on('upgrade', upgrade);
  return {
    close: async () => {
      server.off('upgrade', upgrade);
      // With no server of its own, `ws` calls back when the last client is gone.
      const closed = new Promise<void>((resolve) => {
        sockets.close(() => resolve());
      });
      for (const socket of sockets.clients) socket.close(goingAway, 'server closing');
      const timer = setTimeout(() => {
        for (const socket of sockets.clients) socket.terminate();
      }, farewellMilliseconds);
      await closed;
      clearTimeout(timer);
    },
  };
}

async function accept(
  sockets: WebSocketServer,
  patchbay: Patchbay,
  provider: string,
  request: IncomingMessage,
  stream: Duplex,
  head: Buffer,
): Promise<void> {
  // Without a listener, a browser that goes away now would end the process.
  const ignore = (): void => undefined;
  stream.on('error', ignore);
  const refusal = await patchbay.refuseSignalling(provider, {
    origin: request.headers.origin,
    address: request.socket.remoteAddress,
    forwardedFor: request.headers['x-forwarded-for']?.toString(),
  });
  if (refusal !== undefined) {
    await refuse(stream, refusal);
    return;
  }
  stream.off('error', ignore);
  sockets.handleUpgrade(request, stream, head, (socket) => {
    // `ws` closes the connection itself after an error; too large a frame is one.
    socket.on('error', ignore);
    if (!patchbay.acceptSignalling(provider, signallingSocketOf(socket)))
      socket.close(goingAway, 'not available');
  });
}

async function refuse(stream: Duplex, response: Response): Promise<void> {
  const body = await response.text();
  const headers = [...response.headers].map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const length = `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n`;
  stream.end(
    `HTTP/1.1 ${response.status} ${STATUS_CODES[response.status] ?? ''}\r\n${headers}${length}\r\n${body}`,
  );
}
