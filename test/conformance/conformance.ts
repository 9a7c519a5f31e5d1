import { type ConformanceOptions, readConformanceOptions, usage } from './conformance-options.ts';
import { conformanceExit, runConformance } from './run-conformance.ts';

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function readOptions(): ConformanceOptions | undefined {
  try {
    return readConformanceOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`${messageOf(error)}\n\n${usage}`);
    return undefined;
  }
}

async function main(): Promise<number> {
  const options = readOptions();
  if (options === undefined) return conformanceExit.usage;
  if (options.help) {
    console.log(usage);
    return conformanceExit.held;
  }
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interrupted.abort());
  return runConformance(options, {
    env: process.env,
    stdout: (text) => console.log(text),
    progress: (line) => console.error(line),
    today: () => new Date().toISOString().slice(0, 10),
    signal: interrupted.signal,
  });
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = conformanceExit.surroundings;
}
