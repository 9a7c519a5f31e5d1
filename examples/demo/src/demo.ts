import { readDemoOptions, usage } from './demo-options.ts';
import { onceOutput } from './once-output.ts';
import { ResourceStack } from './resource-stack.ts';
import { runOnce } from './run-once.ts';
import { runUntilInterrupted } from './run-until-interrupted.ts';

const log = (line: string): void => console.error(line);

async function main(): Promise<number> {
  const options = readDemoOptions(process.argv.slice(2));
  if (options.help) {
    console.log(usage);
    return 0;
  }
  const resources = new ResourceStack();
  try {
    if (options.once) {
      const result = await runOnce(options.providers, resources, log);
      console.log(options.json ? JSON.stringify(onceOutput(result), undefined, 2) : result.text);
    } else {
      await runUntilInterrupted(resources, log);
    }
    return 0;
  } finally {
    await resources.closeAll(log);
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  const isUsage = error instanceof TypeError && 'code' in error;
  log(
    isUsage
      ? `${error.message}\n\n${usage}`
      : `demo: ${error instanceof Error ? error.message : String(error)}`,
  );
  process.exitCode = isUsage ? 2 : 1;
}
// A build of livekit-server that is under way must not keep the demo alive after Ctrl-C.
process.exit();
