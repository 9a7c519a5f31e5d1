import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { describeWithServers } from './describe-with-servers.ts';
import { startJanusServer } from './janus-server.ts';
import { type ScratchFolder, scratchFolder } from './scratch-folder.ts';

/** Keeps the configuration it was started with and answers as Janus does. */
const answering = (keep: string) => `
PATH=/bin:/usr/bin cp -r "$2" "${keep}"
exec "${process.execPath}" -e '
const text = require("node:fs").readFileSync(process.argv[1] + "/janus.transport.http.jcfg", "utf8");
const port = Number(/ port = (\\d+)/.exec(text)[1]);
const answer = (_, response) => response.end(JSON.stringify({ janus: "server_info" }));
require("node:http").createServer(answer).listen(port, "127.0.0.1");
' "$2"`;

describe('a started Janus', () => {
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
    (await readdir(scratch.path)).filter((name) => name.startsWith('patchbay-janus-'));

  test('is told to listen on loopback only, to take signed tokens and texts, and is gone after stop', async () => {
    const keep = join(scratch.path, 'config');
    const binary = await scratch.program('janus', answering(keep));
    const { settings, stop } = await startJanusServer({ binary, webhookUrl: 'http://127.0.0.1:9/hook' });
    const read = (name: string) => readFile(join(keep, `${name}.jcfg`), 'utf8');
    const core = await read('janus');
    expect(core).toContain('token_auth = true');
    expect(core).toContain(`token_auth_secret = "${settings.tokenSecret}"`);
    expect(core).toContain(`admin_secret = "${settings.adminSecret}"`);
    const port = new URL(settings.url).port;
    expect(await read('janus.transport.websockets')).toMatch(
      new RegExp(`ws_port = ${port}\\n\\s+ws_ip = "127.0.0.1"`),
    );
    const http = await read('janus.transport.http');
    expect(http.match(/ip = "127.0.0.1"/g)).toHaveLength(2);
    for (const plugin of ['videoroom', 'textroom']) {
      const text = await read(`janus.plugin.${plugin}`);
      expect(text).toContain('string_ids = true');
      expect(text).toContain(`admin_key = "${settings.adminKey}"`);
    }
    const events = await read('janus.eventhandler.sampleevh');
    expect(events).toContain('backend = "http://127.0.0.1:9/hook"');
    expect(events).toContain(`backend_pwd = "${settings.webhookPassword}"`);
    expect(await leftovers()).toHaveLength(1);
    await stop();
    expect(await leftovers()).toEqual([]);
  });

  test('that dies says so with its last words', async () => {
    const binary = await scratch.program('janus', 'echo "could not parse configuration"; exit 3');
    const error: unknown = await startJanusServer({ binary }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'janus-failed' });
    expect(String(error)).toMatch(/ended with 3[^]*could not parse configuration/);
    expect(await leftovers()).toEqual([]);
  });

  test('that is no program says so', async () => {
    const starting = startJanusServer({ binary: join(scratch.path, 'nothing') });
    await expect(starting).rejects.toMatchObject({ code: 'janus-failed' });
  });

  test('that never answers is given up', async () => {
    const binary = await scratch.program('janus', 'exec sleep 60');
    await expect(startJanusServer({ binary, patience: 200 })).rejects.toMatchObject({ code: 'janus-failed' });
    expect(await leftovers()).toEqual([]);
  });

  test('whose port was taken meanwhile is started again on another', async () => {
    const binary = await scratch.program(
      'janus',
      `if [ ! -e "${scratch.path}/tried" ]; then
  : > "${scratch.path}/tried"; echo "Error binding: Address already in use"; exit 1
fi
${answering(join(scratch.path, 'config'))}`,
    );
    const { settings, stop } = await startJanusServer({ binary });
    expect(settings.url).toMatch(/^ws:\/\/127\.0\.0\.1:\d+$/);
    await stop();
  });
});

describeWithServers('a real Janus', ['janus'], ({ janus }) => {
  test('starts, answers and stops', { timeout: 60_000 }, async () => {
    const { settings, stop } = await startJanusServer({ binary: janus });
    const message = { janus: 'get_status', transaction: 't', admin_secret: settings.adminSecret };
    const ask = () => fetch(settings.adminUrl, { method: 'POST', body: JSON.stringify(message) });
    expect(await (await ask()).json()).toMatchObject({ janus: 'success', status: { token_auth: true } });
    await stop();
    await expect(ask()).rejects.toBeInstanceOf(TypeError);
  });
});
