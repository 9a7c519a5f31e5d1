import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port.ts';
import { janusConfiguration } from './janus-configuration.ts';
import { SetupError } from './setup-error.ts';
import { watchChild } from './watch-child.ts';

export interface StartJanusOptions {
  /** From `ensureJanus`. */
  readonly binary: string;
  /** Where the server posts what happens in its rooms, with the password below. */
  readonly webhookUrl?: string | undefined;
  /** Until the server must answer, in milliseconds. */
  readonly patience?: number;
}

export interface RunningJanusServer {
  /** Settings of the provider's server half. */
  readonly settings: Readonly<Record<JanusSetting, string>>;
  /** Ends the server, whoever is in a room; resolves when it is gone. */
  stop(): Promise<void>;
}

type JanusSetting =
  | 'url'
  | 'adminUrl'
  | 'adminSecret'
  | 'adminKey'
  | 'tokenSecret'
  | 'webhookPassword'
  | 'recordingFolder';

const attempts = 3;
const secret = (): string => randomBytes(24).toString('hex');

/**
 * Starts a Janus whose signalling listens on loopback only, with signed tokens, texts as ids and secrets of its own. Media go
 * over the machine's other addresses: Janus 1.1.2 takes no loopback address for them (`ice.c`). Resolves when it answers;
 * rejects with `janus-failed` and the end of what the server said.
 */
export async function startJanusServer(options: StartJanusOptions): Promise<RunningJanusServer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start(options);
    } catch (error) {
      // Somebody else may take a free port between the look and the use.
      const taken = error instanceof SetupError && /address already in use|bind/i.test(error.message);
      if (!taken || attempt === attempts) throw error;
    }
  }
}

async function start({
  binary,
  webhookUrl,
  patience = 30_000,
}: StartJanusOptions): Promise<RunningJanusServer> {
  const ports = { socket: await freePort(), api: await freePort(), admin: await freePort() };
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-janus-'));
  const settings = {
    url: `ws://127.0.0.1:${ports.socket}`,
    adminUrl: `http://127.0.0.1:${ports.admin}/admin`,
    adminSecret: secret(),
    adminKey: secret(),
    tokenSecret: secret(),
    webhookPassword: secret(),
    recordingFolder: join(folder, 'recordings'),
  };
  await mkdir(settings.recordingFolder);
  const files = Object.entries(janusConfiguration({ ports, settings, webhookUrl }));
  for (const [name, text] of files) await writeFile(join(folder, name), text, { mode: 0o600 });

  const args = ['--configs-folder', folder, '--config', join(folder, 'janus.jcfg')];
  const child = spawn(binary, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const running = watchChild(child);
  const abandon = (): boolean => child.kill('SIGKILL');
  process.once('exit', abandon);
  const stop = async (): Promise<void> => {
    process.off('exit', abandon);
    // Asked politely, it takes seconds to take its plugins down.
    child.kill('SIGKILL');
    await running.ended;
    await rm(folder, { recursive: true, force: true });
  };

  const deadline = performance.now() + patience;
  while (!(await answers(`http://127.0.0.1:${ports.api}/janus/info`))) {
    const failure =
      running.failure() ?? (performance.now() > deadline ? 'it did not answer in time' : undefined);
    if (failure !== undefined) {
      await stop();
      throw new SetupError('janus-failed', `janus did not start: ${failure}\n${running.tail()}`);
    }
    await sleep(50);
  }
  return { settings, stop };
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
    const { janus } = (await response.json()) as { readonly janus?: unknown };
    return janus === 'server_info';
  } catch {
    return false;
  }
}
