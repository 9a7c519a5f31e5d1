import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ledgerFile } from '@patchbay/server';
import { describe, expect, onTestFinished, test } from 'vitest';
import { attestedConfig, writeConfig } from '../../test/attested-config.ts';
import { errorOf, recordingIo, run, testApiKey, testSecret } from '../../test/run-in-process.ts';
import { scratchFolder } from '../../test/scratch-folder.ts';
import type { ServingNotice } from '../render/render-serving.ts';
import { runPatchbay } from '../run-patchbay.ts';

const anyPort = { server: { port: 0 } };

/** Runs `serve` up to its notice; the test stops it, at the latest when it is over. */
async function serving(cwd: string, ...args: readonly string[]) {
  let stop = (): void => undefined;
  const stopped = new Promise<void>((resolve) => {
    stop = resolve;
  });
  let changed = (): void => undefined;
  const { io, written } = recordingIo({ cwd, untilStopped: () => stopped });
  const told = (write: (text: string) => void) => (text: string) => {
    write(text);
    changed();
  };
  const listened = { ...io, stdout: told(io.stdout), stderr: told(io.stderr) };
  const ended = runPatchbay(['serve', ...args], listened);
  onTestFinished(async () => {
    stop();
    await ended;
  });
  /** Resolves once something said holds. */
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) {
      await Promise.race([
        new Promise<void>((resolve) => {
          changed = resolve;
        }),
        ended.then((exit) => Promise.reject(new Error(`serve ended with ${exit}: ${written.stderr}`))),
      ]);
    }
  };
  const end = async () => {
    stop();
    return ended;
  };
  return { written, until, end };
}

async function servingJson(cwd: string) {
  const server = await serving(cwd, '--json');
  await server.until(() => server.written.stdout !== '');
  return { ...server, notice: JSON.parse(server.written.stdout) as ServingNotice };
}

describe('serve', () => {
  test('answers, says where everything is, and releases it all when it is stopped', async () => {
    const cwd = await scratchFolder();
    const configFile = await writeConfig(cwd, attestedConfig(anyPort));
    const { notice, written, end } = await servingJson(cwd);
    const dataDirectory = join(cwd, '.patchbay');
    expect(notice).toMatchObject({
      dataDirectory,
      configFile,
      provider: 'mesh',
      fallback: [],
      health: { status: 'ok' },
    });
    expect((await fetch(notice.healthUrl)).status).toBe(200);
    expect(await end()).toBe(0);
    await expect(fetch(notice.healthUrl)).rejects.toThrow(TypeError);
    // The write-ahead log is gone only once the last connection was closed.
    expect(existsSync(ledgerFile(dataDirectory))).toBe(true);
    expect(existsSync(`${ledgerFile(dataDirectory)}-wal`)).toBe(false);
    expect(JSON.parse(written.stdout)).toEqual(notice);
  });

  test('tells people the same', async () => {
    const cwd = await scratchFolder();
    await writeConfig(cwd, attestedConfig(anyPort));
    const { written, until, end } = await serving(cwd);
    await until(() => written.stdout.includes('Ctrl-C'));
    expect(written.stdout).toMatch(/serves at http:\/\/127\.0\.0\.1:\d+\n/);
    expect(written.stdout).toContain('/health');
    expect(written.stdout).toContain(join(cwd, '.patchbay'));
    for (const secret of [testSecret, testApiKey])
      expect(written.stdout + written.stderr).not.toContain(secret);
    expect(await end()).toBe(0);
  });

  test('prints an API key only when it was made up for development', async () => {
    const cwd = await scratchFolder();
    await writeConfig(cwd, { ...anyPort, development: true });
    const { notice, until, written } = await servingJson(cwd);
    const headers = { authorization: `Bearer ${notice.developmentApiKey}` };
    expect((await fetch(`${notice.url}/v1/report`, { headers })).status).toBe(200);
    // An edit does not make up another one.
    await writeConfig(cwd, { ...anyPort, development: true, metering: { heartbeatSeconds: 20 } });
    await until(() => written.stderr.includes('The config changed: metering'));
    expect((await fetch(`${notice.url}/v1/report`, { headers })).status).toBe(200);
  });

  test('takes over an edited config, and keeps the old one when the new one is wrong', async () => {
    const cwd = await scratchFolder();
    await writeConfig(cwd, attestedConfig(anyPort));
    const { written, until, notice } = await servingJson(cwd);
    await writeConfig(cwd, attestedConfig({ ...anyPort, provider: 'nobody' }));
    await until(() => written.stderr.includes('stays in force'));
    expect(written.stderr).toContain('provider');
    await writeConfig(
      cwd,
      attestedConfig({ ...anyPort, metering: { heartbeatSeconds: 20 }, dataDirectory: 'moved' }),
    );
    await until(() => written.stderr.includes('after a restart: dataDirectory'));
    expect(written.stderr).toContain('The config changed: metering');
    expect((await fetch(notice.healthUrl)).status).toBe(200);
    expect(JSON.parse(written.stdout)).toEqual(notice);
  });

  test('says so when the port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;
    const cwd = await scratchFolder();
    await writeConfig(cwd, attestedConfig({ server: { port } }));
    const ran = await run(['serve', '--json'], { cwd });
    expect(ran.exit).toBe(4);
    expect(errorOf(ran).code).toBe('port-in-use');
    expect(errorOf(ran).message).toContain(String(port));
    expect(existsSync(`${ledgerFile(join(cwd, '.patchbay'))}-wal`)).toBe(false);
  });

  test('says so when a store is damaged, and leaves it as it is', async () => {
    const cwd = await scratchFolder();
    await writeConfig(cwd, attestedConfig(anyPort));
    const file = ledgerFile(join(cwd, '.patchbay'));
    await mkdir(join(cwd, '.patchbay'));
    await writeFile(file, 'x'.repeat(8192));
    const ran = await run(['serve', '--json'], { cwd });
    expect(ran.exit).toBe(4);
    expect(errorOf(ran).code).toBe('ledger-corrupt');
    expect(await readFile(file, 'utf8')).toBe('x'.repeat(8192));
  });

  test('does not start on a wrong config', async () => {
    const cwd = await scratchFolder();
    await writeConfig(cwd, attestedConfig({ provider: 'nobody' }));
    const ran = await run(['serve', '--json'], { cwd });
    expect(ran.exit).toBe(3);
    expect(errorOf(ran).code).toBe('config-invalid');
  });

  test('does not start with a provider whose settings are wrong', async () => {
    const cwd = await scratchFolder();
    await writeConfig(cwd, attestedConfig({ ...anyPort, providers: { mesh: { iceServers: '[1]' } } }));
    const ran = await run(['serve', '--json'], { cwd });
    expect(ran.exit).toBe(3);
    expect(errorOf(ran).code).toBe('provider-start-failed');
    expect(errorOf(ran).message).toContain('iceServers');
  });
});
