import { createReadStream } from 'node:fs';
import { access, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { build } from 'esbuild';

export interface PageServer {
  /** Where the pages are: `<url>/<name>.html`. */
  readonly url: string;
  /** Paths asked for so far, in order. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
};

/**
 * Bundles each script of `pages/` with its lazy imports as chunks of their own and serves it on loopback in an otherwise
 * empty page. Loopback is a secure context, so devices work there. `standIns` are modules by the file that takes their place.
 */
export async function servePages(
  names: readonly string[],
  standIns: Readonly<Record<string, string>> = {},
  /** For how long a browser may keep scripts; unless given it asks for them again for each page. */
  cacheSeconds = 0,
): Promise<PageServer> {
  const directory = await mkdtemp(join(tmpdir(), 'patchbay-pages-'));
  await build({
    entryPoints: names.map((name) => join(import.meta.dirname, 'pages', `${name}.ts`)),
    outdir: directory,
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2024',
    conditions: ['patchbay-source'],
    alias: standIns,
    // What an alias names is looked for from here.
    absWorkingDir: join(import.meta.dirname, '..'),
    // Asked for by @whereby.com/camera-effects 1.1.3 where it finds itself in Node.
    external: ['path', 'fs'],
    define: { 'process.env.NODE_ENV': '"production"' },
    minify: true,
    logLevel: 'error',
  });
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://loopback');
    requests.push(pathname);
    const file = join(directory, normalize(pathname));
    const page = /^\/([a-z-]+)\.html$/.exec(pathname)?.[1];
    if (page !== undefined && names.includes(page)) {
      response.writeHead(200, { 'content-type': contentTypes['.html'] });
      response.end(
        `<!doctype html><title>${page}</title><body><script type="module" src="/${page}.js"></script>`,
      );
      return;
    }
    access(file).then(
      () => {
        response.writeHead(200, {
          'content-type': contentTypes[extname(file)] ?? 'application/octet-stream',
          ...(cacheSeconds > 0 && { 'cache-control': `max-age=${cacheSeconds}, immutable` }),
        });
        createReadStream(file).pipe(response);
      },
      () => response.writeHead(404).end(),
    );
  });
  await listen(server);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(directory, { recursive: true, force: true });
    },
  };
}

const listen = (server: Server): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
