import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startLivekitServer } from './livekit-server.ts';
import { type ScratchFolder, scratchFolder } from './scratch-folder.ts';

/** Keeps the configuration it was started with and answers as livekit-server does. */
const answering = (keep: string) => `
cp "$2" "${keep}"
exec "${process.execPath}" -e '
const { port } = JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8"));
require("node:http").createServer((_, response) => response.end("OK")).listen(port, "127.0.0.1");
' "$2"`;

describe('a started server', () => {
  let scratch: ScratchFolder;
  beforeEach(async () => {
    scratch = await scratchFolder();
    vi.stubEnv('TMPDIR', scratch.path);
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await scratch.remove();
  });
  const leftovers = async () =>
    (await readdir(scratch.path)).filter((name) => name.startsWith('patchbay-livekit-'));

  test('listens on loopback with a key of its own, and is gone after stop', async () => {
    const keep = join(scratch.path, 'config');
    const binary = await scratch.program('server', answering(keep));
    const server = await startLivekitServer({ binary, webhookUrl: 'http://127.0.0.1:9/hook' });
    const url = server.url.replace('ws:', 'http:');
    expect(await (await fetch(url)).text()).toBe('OK');
    expect(server.apiSecret.length).toBeGreaterThanOrEqual(32);
    const config: unknown = JSON.parse(await readFile(keep, 'utf8'));
    expect(config).toMatchObject({
      bind_addresses: ['127.0.0.1'],
      keys: { [server.apiKey]: server.apiSecret },
      room: { auto_create: false },
      rtc: { node_ip: '127.0.0.1', tcp_port: 0, use_external_ip: false },
      webhook: { api_key: server.apiKey, urls: ['http://127.0.0.1:9/hook'] },
    });
    expect(await leftovers()).toHaveLength(1);
    await server.stop();
    await expect(fetch(url)).rejects.toBeInstanceOf(TypeError);
    expect(await leftovers()).toEqual([]);
  });

  test('that dies says so with its last words', async () => {
    const binary = await scratch.program('server', 'echo "could not parse config" >&2; exit 3');
    const error: unknown = await startLivekitServer({ binary }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'livekit-server-failed' });
    expect(String(error)).toMatch(/ended with 3[^]*could not parse config/);
    expect(await leftovers()).toEqual([]);
  });

  test('that is no program says so', async () => {
    const starting = startLivekitServer({ binary: join(scratch.path, 'nothing') });
    await expect(starting).rejects.toMatchObject({ code: 'livekit-server-failed' });
  });

  test('that never answers is given up', async () => {
    const binary = await scratch.program('server', 'exec sleep 60');
    const starting = startLivekitServer({ binary, patience: 200 });
    await expect(starting).rejects.toMatchObject({ code: 'livekit-server-failed' });
  });

  test('whose port was taken meanwhile is started again on another', async () => {
    const keep = join(scratch.path, 'config');
    const binary = await scratch.program(
      'server',
      `if [ ! -e "${scratch.path}/tried" ]; then
  : > "${scratch.path}/tried"; echo "listen: address already in use" >&2; exit 1
fi
${answering(keep)}`,
    );
    const server = await startLivekitServer({ binary });
    expect(await (await fetch(server.url.replace('ws:', 'http:'))).text()).toBe('OK');
    await server.stop();
  });
});
