import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPage } from '@patchbay/example-telehealth-visit/build';
import { createVisitBackend, serveVisit } from '@patchbay/example-telehealth-visit/backend';
import { startTwilioEmulator } from '@patchbay/emulators';
import { twilioBackend } from '@patchbay/provider-twilio/server';
import { freePort } from '@patchbay/test/servers/free-port';
import { startLivekitServer } from '@patchbay/test/servers/livekit-server';
import type { ResourceStack } from './resource-stack.ts';
import { type StartedPatchbay, startPatchbay } from './start-patchbay.ts';

export interface StartDemoOptions {
  readonly configFile: string;
  readonly resources: ResourceStack;
  readonly log: (line: string) => void;
  /** Of the consults to come. twilio-video 2.36.0 compiles text when it loads, which the page's policy must allow. */
  readonly providers?: readonly string[];
}

export interface RunningDemo extends StartedPatchbay {
  /** The page's address for one seat of one visit. */
  visitUrl(visit: string, seat: string): string;
  /** What the server's config is read with; for other commands on the same config. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Starts a real LiveKit server beside the rest; the config may name `livekit` from then on. */
  addLivekit(binary: string): Promise<void>;
  /** Starts an emulator of Twilio's cloud beside the rest: the real SDK, no account. */
  addTwilio(): Promise<void>;
}

/** Starts the Patchbay server and the example visit on loopback, each on a free port. */
export async function startDemo({
  configFile,
  resources,
  log,
  providers = [],
}: StartDemoOptions): Promise<RunningDemo> {
  const directory = await mkdtemp(join(tmpdir(), 'patchbay-demo-'));
  resources.add('the data directory', () => rm(directory, { recursive: true, force: true }));
  const [patchbayPort, pagePort] = [await freePort(), await freePort()];
  const environment: Record<string, string | undefined> = {
    ...process.env,
    PATCHBAY_PORT: String(patchbayPort),
    PATCHBAY_ALLOWED_ORIGINS: `http://127.0.0.1:${pagePort}`,
    PATCHBAY_DATA_DIRECTORY: join(directory, 'data'),
  };
  const pageDirectory = join(directory, 'page');
  const [started] = await Promise.all([
    startPatchbay({ configFile, environment, resources, log }),
    buildPage({ outDirectory: pageDirectory }),
  ]);
  const { apiKey } = started.patchbay.config().ephemeral;
  if (apiKey === undefined)
    throw new Error('The demo config must have development: true and no API key of its own.');
  const backend = createVisitBackend({
    patchbay: { url: started.url, apiKey },
    fetch: globalThis.fetch,
    onFailure: ({ code }) => log(`page: a join failed with ${code}`),
    demo: true,
  });
  const page = await serveVisit({
    distDirectory: pageDirectory,
    backend,
    port: pagePort,
    allowsEval: providers.includes('twilio'),
  });
  resources.add('the page', () => page.close());
  return {
    ...started,
    environment,
    visitUrl: (visit, seat) => `${page.url}/?visit=${visit}&seat=${seat}`,
    addLivekit: async (binary) => {
      const livekit = await startLivekitServer({ binary, webhookUrl: `${started.url}/v1/webhooks/livekit` });
      resources.add('livekit-server', () => livekit.stop());
      environment['LIVEKIT_URL'] = livekit.url;
      environment['LIVEKIT_API_KEY'] = livekit.apiKey;
      environment['LIVEKIT_API_SECRET'] = livekit.apiSecret;
    },
    addTwilio: async () => {
      const emulator = await startTwilioEmulator();
      resources.add('the Twilio emulator', () => emulator.close());
      for (const [name, value] of Object.entries(emulator.settings)) {
        const variable = twilioBackend.settings[name]?.env;
        if (variable !== undefined) environment[variable] = value;
      }
    },
  };
}
