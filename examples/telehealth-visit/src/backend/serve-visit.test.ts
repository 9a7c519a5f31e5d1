import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { serveVisit, type VisitServer } from './serve-visit.ts';

let directory: string;
const servers: VisitServer[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'visit-'));
  await mkdir(join(directory, 'assets'));
  await writeFile(join(directory, 'index.html'), '<!doctype html><title>Video visit</title>');
  await writeFile(join(directory, 'assets', 'index-abc.js'), 'export {};');
  await writeFile(join(directory, 'secret.txt'), 'not for everybody');
});

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
  await rm(directory, { recursive: true });
});

const backend = { fetch: async (request: Request) => Response.json({ path: new URL(request.url).pathname }) };

const start = async (port = 0): Promise<VisitServer> => {
  const server = await serveVisit({ distDirectory: directory, backend, port });
  servers.push(server);
  return server;
};

describe('one server for page and API', () => {
  test('serves the page, its assets and the API on loopback', async () => {
    const { url } = await start();
    expect(new URL(url).hostname).toBe('127.0.0.1');
    const page = await fetch(`${url}/?visit=v-1234&seat=patient`);
    expect(await page.text()).toContain('Video visit');
    expect(page.headers.get('cache-control')).toBe('no-cache');
    const script = await fetch(`${url}/assets/index-abc.js`);
    expect(script.headers.get('content-type')).toContain('javascript');
    expect(script.headers.get('cache-control')).toContain('immutable');
    expect(await (await fetch(`${url}/api/join`)).json()).toEqual({ path: '/api/join' });
  });

  test('lets the page use devices, be framed by nobody, and tell its address to nobody', async () => {
    const { headers } = await fetch((await start()).url);
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('permissions-policy')).toContain('camera=(self)');
    expect(headers.get('permissions-policy')).toContain('display-capture=(self)');
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('content-security-policy')).toContain("default-src 'self'");
  });

  test.each([
    '/secret.txt',
    '/assets/../secret.txt',
    '/assets/%2e%2e/secret.txt',
    '/else',
    '/assets/missing.js',
  ])('there is no %s', async (path) => {
    const { url } = await start();
    expect((await fetch(url + path)).status).toBe(404);
  });

  test('a port in use is a clear error', async () => {
    const { url } = await start();
    const { port } = new URL(url);
    await expect(serveVisit({ distDirectory: directory, backend, port: Number(port) })).rejects.toThrow(
      `Port ${port} is in use`,
    );
  });

  test('a page that was not built is a clear error', async () => {
    await expect(serveVisit({ distDirectory: join(directory, 'nowhere'), backend, port: 0 })).rejects.toThrow(
      'Build it first',
    );
  });
});
