import { ensureLivekitServer } from '@patchbay/test/servers/livekit-server';
import { livekitSurroundings } from '@patchbay/test/servers/surroundings/livekit';
import { committedConfig } from './demo-config.ts';
import type { ResourceStack } from './resource-stack.ts';
import { startDemo } from './start-demo.ts';

/** Serves a visit until Ctrl-C. LiveKit is made ready meanwhile, so that the config can name it. */
export async function runUntilInterrupted(
  resources: ResourceStack,
  log: (line: string) => void,
): Promise<void> {
  const interrupted = new Promise<void>((resolve) => {
    // Whoever started this may pass the terminal's Ctrl-C on a second time.
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve());
  });
  const demo = await startDemo({ configFile: committedConfig, resources, log });
  const visit = crypto.randomUUID();
  console.log(`
A consult is ready. Open each link in a tab of its own:

  clinician  ${demo.visitUrl(visit, 'clinician')}
  patient    ${demo.visitUrl(visit, 'patient')}

This is a demo: its consults are declared non-PHI. Do not use it with patients.
To change the vendor, edit provider in ${committedConfig} and reload both tabs after leaving.
The server is at ${demo.url} (/docs, /health). Ctrl-C stops everything.
`);
  // What of this is still going on at Ctrl-C ends with the process, which takes a server just started with it.
  void ensureLivekitServer({ log })
    .then((livekit) => demo.add(livekitSurroundings, { livekit }))
    .then(() => log("demo: a real livekit-server is running; provider: 'livekit' may be used now"))
    .catch((error: unknown) => {
      log(
        `demo: provider 'livekit' cannot be used. ${error instanceof Error ? error.message : String(error)}`,
      );
    });
  await interrupted;
  log('demo: stopping');
}
