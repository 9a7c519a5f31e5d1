import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPage, sdkFilesOf } from '@patchbay/example-telehealth-visit/build';
import { createVisitBackend, serveVisit } from '@patchbay/example-telehealth-visit/backend';
import { settingsEnvironment } from '@patchbay/server';
import { freePort } from '@patchbay/test/servers/free-port';
import type { RealPaths } from '@patchbay/test/servers/real-things';
import type { RunningSurroundings, Surroundings } from '@patchbay/test/servers/surroundings/index';
import type { ResourceStack } from './resource-stack.ts';
import { type StartedPatchbay, startPatchbay } from './start-patchbay.ts';

export interface StartDemoOptions {
  readonly configFile: string;
  readonly resources: ResourceStack;
  readonly log: (line: string) => void;
  /** What the consults to come run on, beside mesh. */
  readonly surroundings?: readonly Surroundings[];
  readonly paths?: RealPaths;
}

export interface RunningDemo extends StartedPatchbay {
  /** The page's address for one seat of one visit. */
  visitUrl(visit: string, seat: string): string;
  /** What the server's config is read with; for other commands on the same config. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Files of the page by whose SDK they hold. */
  readonly sdkFiles: ReadonlyMap<string, readonly string[]>;
  /** What the browser must be started with. */
  readonly chromiumArguments: readonly string[];
  /** Starts one more real server or emulator beside the rest; the config may name its provider from then on. */
  add(surroundings: Surroundings, paths: RealPaths): Promise<RunningSurroundings>;
}

/** Starts the Patchbay server, what its providers need, and the example visit on loopback, each on a free port. */
export async function startDemo(options: StartDemoOptions): Promise<RunningDemo> {
  const { configFile, resources, log, surroundings = [], paths = {} } = options;
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
  const standIns = Object.assign({}, ...surroundings.map((each) => each.standIns ?? {}));
  const [started, { output }] = await Promise.all([
    startPatchbay({ configFile, environment, resources, log }),
    buildPage({ outDirectory: pageDirectory, standIns }),
  ]);
  const add: RunningDemo['add'] = async ({ provider, start }, found) => {
    const webhookUrl = `${started.url}/v1/webhooks/${provider}`;
    const running = await start({ paths: found, webhookUrl });
    resources.add(`the surroundings of ${provider}`, () => running.close());
    Object.assign(environment, settingsEnvironment(provider, running.settings));
    return running;
  };
  const running: RunningSurroundings[] = [];
  for (const each of surroundings) running.push(await add(each, paths));

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
    allowsEval: running.some(({ allowsEval }) => allowsEval === true),
    scriptSources: running.flatMap(({ scriptSources = [] }) => scriptSources),
  });
  resources.add('the page', () => page.close());
  return {
    ...started,
    environment,
    sdkFiles: sdkFilesOf(output.filter((part) => part.type === 'chunk')),
    chromiumArguments: running.flatMap(({ chromiumArguments = [] }) => chromiumArguments),
    visitUrl: (visit, seat) => `${page.url}/?visit=${visit}&seat=${seat}`,
    add,
  };
}
