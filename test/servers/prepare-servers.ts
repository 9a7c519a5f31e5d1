import { everyRealThing, type RealPaths, type RealThing, realThings } from './real-things.ts';

/**
 * Finds, installs or builds the browser and the servers that tests and demo run against. What cannot be had is said in one
 * sentence; with `CI=true` it is a failure.
 */
export async function prepareServers(
  log: (line: string) => void,
  wanted: readonly RealThing[] = everyRealThing,
): Promise<RealPaths> {
  const paths: Partial<Record<RealThing, string>> = {};
  for (const thing of new Set(wanted)) {
    const { title, find } = realThings[thing];
    try {
      paths[thing] = await find({ log, install: true });
    } catch (error) {
      if (isStrict()) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      log(`${title} is not here, so what needs it is skipped: ${reason}`);
    }
  }
  return paths;
}

export const isStrict = (): boolean => process.env['CI'] === 'true';

/** The first of these that is not there, by its name. */
export function missingFor(needs: readonly RealThing[], paths: RealPaths): string | undefined {
  const missing = needs.find((thing) => paths[thing] === undefined);
  return missing && realThings[missing].title;
}
