import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPage } from '@patchbay/example-telehealth-visit/build';
import { createVisitBackend, serveVisit } from '@patchbay/example-telehealth-visit/backend';
import { freePort } from '@patchbay/test/servers/free-port';
import { startLivekitServer } from '@patchbay/test/servers/livekit-server';
import type { ResourceStack } from './resource-stack.ts';
import { type StartedPatchbay, startPatchbay } from './start-patchbay.ts';

export interface StartDemoOptions {
  readonly configFile: string;
  readonly resources: ResourceStack;
  readonly log: (line: string) => void;
}

export interface RunningDemo extends StartedPatchbay {
  /** The page's address for one seat of one visit. */
  visitUrl(visit: string, seat: string): string;
  /** What the server's config is read with; for other commands on the same config. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Starts a real LiveKit server beside the rest; the config may name `livekit` from then on. */
  addLivekit(binary: string): Promise<void>;
}

/** Starts the Patchbay server and the example visit on loopback, each on a free port. */
export async function startDemo({ configFile, resources, log }: StartDemoOptions): Promise<RunningDemo> {
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
  const page = await serveVisit({ distDirectory: pageDirectory, backend, port: pagePort });
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
  };
}
