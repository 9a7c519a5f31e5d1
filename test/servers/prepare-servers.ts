import { findChromium } from './chromium.ts';
import { ensureLivekitServer } from './livekit-server.ts';

/** Where the real things are; undefined for what could not be had on this machine. */
export interface Prepared {
  readonly chromium: string | undefined;
  readonly livekit: string | undefined;
}

/**
 * Finds, installs or builds the browser and the servers that tests and demo run against. What cannot be had is said in one
 * sentence; with `CI=true` it is a failure.
 */
export async function prepareServers(log: (line: string) => void): Promise<Prepared> {
  const prepared = {
    chromium: await tryTo('Chromium', () => findChromium({ log, install: true }), log),
    livekit: await tryTo('livekit-server', () => ensureLivekitServer({ log }), log),
  };
  return prepared;
}

export const isStrict = (): boolean => process.env['CI'] === 'true';

async function tryTo(
  name: string,
  find: () => Promise<string>,
  log: (line: string) => void,
): Promise<string | undefined> {
  try {
    return await find();
  } catch (error) {
    if (isStrict()) throw error;
    log(
      `${name} is not here, so what needs it is skipped: ${error instanceof Error ? error.message : String(error)}`,
    );
    return undefined;
  }
}
