import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port.ts';
import { SetupError } from './setup-error.ts';
import { watchChild } from './watch-child.ts';

export interface StartOptions {
  /** From `ensureLivekitServer`. */
  readonly binary: string;
  /** Where the server posts its events, signed with the key below. */
  readonly webhookUrl?: string;
  /** Until the server must answer, in milliseconds. */
  readonly patience?: number;
}

export interface RunningLivekitServer {
  /** For browsers and for the server SDK. */
  readonly url: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  /** Ends the server, whoever is in a room; resolves when it is gone. */
  stop(): Promise<void>;
}

const attempts = 3;

/**
 * Starts a server that listens on loopback only and makes no rooms by itself: a join without `createRoom` is refused.
 * Resolves when it answers; rejects with `livekit-server-failed` and the end of what the server said.
 */
export async function startLivekitServer(options: StartOptions): Promise<RunningLivekitServer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start(options);
    } catch (error) {
      // Somebody else may take a free port between the look and the use.
      const taken = error instanceof SetupError && error.message.includes('address already in use');
      if (!taken || attempt === attempts) throw error;
    }
  }
}

async function start({ binary, webhookUrl, patience = 30_000 }: StartOptions): Promise<RunningLivekitServer> {
  const port = await freePort();
  const access = { apiKey: 'patchbay', apiSecret: randomBytes(32).toString('hex') };
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-livekit-'));
  const configFile = join(folder, 'livekit.yaml');
  // JSON is YAML.
  const config = JSON.stringify(configuration(port, await freePort(), access, webhookUrl));
  await writeFile(configFile, config, { mode: 0o600 });

  const child = spawn(binary, ['--config', configFile], { stdio: ['ignore', 'ignore', 'pipe'] });
  const running = watchChild(child);
  const abandon = (): boolean => child.kill('SIGKILL');
  process.once('exit', abandon);
  const stop = async (): Promise<void> => {
    process.off('exit', abandon);
    // Asked politely, it would wait until everybody has left.
    child.kill('SIGKILL');
    await running.ended;
    await rm(folder, { recursive: true, force: true });
  };

  const url = `http://127.0.0.1:${port}`;
  const deadline = performance.now() + patience;
  while (!(await answers(url))) {
    const failure =
      running.failure() ?? (performance.now() > deadline ? 'it did not answer in time' : undefined);
    if (failure !== undefined) {
      await stop();
      throw new SetupError(
        'livekit-server-failed',
        `livekit-server did not start: ${failure}\n${running.tail()}`,
      );
    }
    await sleep(50);
  }
  return { url: `ws://127.0.0.1:${port}`, ...access, stop };
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
    return (await response.text()) === 'OK';
  } catch {
    return false;
  }
}

const configuration = (
  port: number,
  udpPort: number,
  { apiKey, apiSecret }: { readonly apiKey: string; readonly apiSecret: string },
  webhookUrl: string | undefined,
) => ({
  port,
  bind_addresses: ['127.0.0.1'],
  keys: { [apiKey]: apiSecret },
  room: { auto_create: false },
  rtc: {
    // Media over TCP would listen on every interface.
    tcp_port: 0,
    udp_port: udpPort,
    use_external_ip: false,
    node_ip: '127.0.0.1',
    enable_loopback_candidate: true,
    ips: { includes: ['127.0.0.1/32'] },
  },
  logging: { level: 'warn' },
  ...(webhookUrl === undefined ? {} : { webhook: { api_key: apiKey, urls: [webhookUrl] } }),
});
