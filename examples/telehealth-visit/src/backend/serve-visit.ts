import { access } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { serve, type ServerType } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import type { VisitBackend } from './create-visit-backend.ts';

export interface ServeVisitOptions {
  /** Absolute: where the page was built to. */
  readonly distDirectory: string;
  readonly backend: VisitBackend;
  /** 0 takes any free port. */
  readonly port: number;
  /**
   * Lets scripts compile text, which some vendors' SDKs do when they load. Only for a product that uses such a one: it is a
   * weaker policy.
   */
  readonly allowsEval?: boolean;
  /** Origins that an SDK fetches its own scripts from. */
  readonly scriptSources?: readonly string[];
  /** Loopback unless given. */
  readonly hostname?: string;
}

export interface VisitServer {
  /** Without a trailing slash. */
  readonly url: string;
  close(): Promise<void>;
}

/** What the page may load and reach. Which video server it will talk to is not known before a ticket names it. */
const contentSecurityPolicy = {
  defaultSrc: ["'self'"],
  connectSrc: [
    "'self'",
    'https:',
    'wss:',
    'http://127.0.0.1:*',
    'ws://127.0.0.1:*',
    'http://localhost:*',
    'ws://localhost:*',
  ],
  mediaSrc: ["'self'", 'blob:'],
  workerSrc: ["'self'", 'blob:'],
  imgSrc: ["'self'", 'data:'],
  objectSrc: ["'none'"],
  baseUri: ["'none'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
};

/** Serves the built page and the app's API from one address. Rejects when there is no build, or the port is in use. */
export async function serveVisit(options: ServeVisitOptions): Promise<VisitServer> {
  const {
    distDirectory,
    backend,
    port,
    allowsEval = false,
    scriptSources = [],
    hostname = '127.0.0.1',
  } = options;
  await requireBuild(distDirectory);
  const app = new Hono();
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        ...contentSecurityPolicy,
        scriptSrc: ["'self'", ...(allowsEval ? ["'unsafe-eval'"] : []), ...scriptSources],
      },
      referrerPolicy: 'no-referrer',
      // On loopback there is no https to insist on.
      strictTransportSecurity: false,
      permissionsPolicy: {
        camera: ['self'],
        microphone: ['self'],
        displayCapture: ['self'],
        geolocation: [],
      },
    }),
  );
  app.all('/api/*', (context) => backend.fetch(context.req.raw));
  app.use('/assets/*', async (context, next) => {
    await next();
    // The file's name has its content's hash in it.
    if (context.res.ok) context.header('cache-control', 'public, max-age=31536000, immutable');
  });
  app.use('/assets/*', serveStatic({ root: distDirectory }));
  app.get(
    '/',
    serveStatic({
      root: distDirectory,
      path: 'index.html',
      onFound: (_, context) => context.header('cache-control', 'no-cache'),
    }),
  );
  const server = await listen(app, port, hostname);
  const { port: taken } = server.address() as AddressInfo;
  return { url: `http://${hostname}:${taken}`, close: () => closeServer(server) };
}

async function requireBuild(distDirectory: string): Promise<void> {
  try {
    await access(join(distDirectory, 'index.html'));
  } catch (cause) {
    throw new Error(`There is no built page in ${distDirectory}. Build it first: npm run build:page.`, {
      cause,
    });
  }
}

function listen(app: Hono, port: number, hostname: string): Promise<ServerType> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, port, hostname }, () => resolve(server));
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(
        cause.code === 'EADDRINUSE'
          ? new Error(`Port ${port} is in use. Stop what listens there, or choose another port.`, { cause })
          : cause,
      ),
    );
  });
}

function closeServer(server: ServerType): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
    if ('closeAllConnections' in server) server.closeAllConnections();
  });
}
