import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import type { Patchbay } from './patchbay.ts';
import { attachSignalling } from './signalling/attach-signalling.ts';

export type ServeErrorCode =
  /** Another program listens there. */
  | 'port-in-use'
  /** The operating system does not let this user listen there. */
  | 'port-not-permitted'
  /** The host name is not one of this machine's. */
  | 'hostname-not-available'
  | 'listen-failed';

/** Why the server could not listen. */
export class ServeError extends Error {
  override readonly name = 'ServeError';
  readonly code: ServeErrorCode;

  constructor(code: ServeErrorCode, message: string, cause: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

export interface ServeOptions {
  readonly patchbay: Patchbay;
  /** The config's unless told; 0 takes any free one. */
  readonly port?: number;
  readonly hostname?: string;
}

export interface Serving {
  /** Where it listens, without a trailing slash. */
  readonly url: string;
  readonly port: number;
  /** Stops listening and waits for answers under way; the patchbay itself stays open. May be called again. */
  close(): Promise<void>;
}

/** An answer that takes longer is cut off when the server closes. */
const longestAnswerMilliseconds = 15_000;

/** Serves HTTP and signalling on one port. Rejects with `ServeError`. */
export async function serve({ patchbay, ...options }: ServeOptions): Promise<Serving> {
  const config = patchbay.config().server;
  const { port = config.port, hostname = config.hostname } = options;
  const server = createAdaptorServer({
    hostname,
    fetch: (request, bindings) =>
      patchbay.fetch(request, { address: (bindings as HttpBindings).incoming.socket.remoteAddress }),
  }) as Server;
  const signalling = attachSignalling(server, patchbay);
  try {
    await listen(server, port, hostname);
  } catch (error) {
    await signalling.close();
    throw error;
  }
  const { port: taken } = server.address() as AddressInfo;
  const url = `http://${hostname.includes(':') ? `[${hostname}]` : hostname}:${taken}`;
  patchbay.announce(url);
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
    await signalling.close();
    server.closeIdleConnections();
    const timer = setTimeout(() => server.closeAllConnections(), longestAnswerMilliseconds);
    await closed;
    clearTimeout(timer);
  };
  return { url, port: taken, close: () => (closing ??= close()) };
}

const listen = (server: Server, port: number, hostname: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', (error) => reject(serveError(error, port, hostname)));
    server.listen(port, hostname, resolve);
  });

function serveError(error: Error, port: number, hostname: string): ServeError {
  const code = 'code' in error ? error.code : undefined;
  switch (code) {
    case 'EADDRINUSE':
      return new ServeError(
        'port-in-use',
        `Port ${port} on ${hostname} is in use. Stop the other program, or choose another port (server.port, PATCHBAY_PORT).`,
        error,
      );
    case 'EACCES':
      return new ServeError('port-not-permitted', `This user may not listen on port ${port}.`, error);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new ServeError(
        'hostname-not-available',
        `${hostname} is not an address of this machine.`,
        error,
      );
    default:
      return new ServeError('listen-failed', `The server cannot listen on ${hostname}, port ${port}.`, error);
  }
}
