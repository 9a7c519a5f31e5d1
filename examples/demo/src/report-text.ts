import { runPatchbay } from '@patchbay/cli';

/** What `patchbay report` prints for this config, while the server goes on. */
export async function reportText(
  configFile: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  let [text, complaint] = ['', ''];
  const code = await runPatchbay(['report', '--config', configFile], {
    stdout: (chunk) => (text += chunk),
    stderr: (chunk) => (complaint += chunk),
    env,
    cwd: process.cwd(),
    now: Date.now,
    fetch: globalThis.fetch,
    randomId: () => crypto.randomUUID(),
    colour: false,
    untilStopped: () => Promise.resolve(),
  });
  if (code !== 0) throw new Error(`patchbay report ended with ${code}: ${complaint.trim()}`);
  return text.trimEnd();
}
