import { describe, expect, test } from 'vitest';
import { runProcess } from '../test/run-process.ts';
import { scratchFolder } from '../test/scratch-folder.ts';

/** Prints the address of every module that is loaded, one a line, on standard error. */
const traced = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module';
  registerHooks({ load: (url, context, next) => (process.stderr.write('loads ' + url + '\\n'), next(url, context)) });
`)}`;

async function loadedBy(args: readonly string[]): Promise<readonly string[]> {
  const env = { NODE_OPTIONS: `--import=${traced}` };
  const { exit, stderr } = await runProcess(args, { cwd: await scratchFolder(), env });
  expect(exit).toBe(args.includes('--no-such-option') ? 2 : 0);
  return stderr.split('\n').filter((line) => line.startsWith('loads '));
}

describe('what is loaded at the start', () => {
  test.each([
    ['help', ['--help']],
    ['help on one command', ['serve', '--help']],
    ['a wrong command line', ['report', '--no-such-option']],
  ])('is no server, no provider and no emulator for %s', async (_, args) => {
    const loaded = await loadedBy(args);
    expect(loaded.some((url) => url.includes('create-program'))).toBe(true);
    const others = loaded.filter((url) => /packages\/(?!cli\/)/.test(url));
    expect(others).toEqual([]);
  });

  test('is no emulator and no server for an estimate', async () => {
    const loaded = await loadedBy(['estimate', '--participant-minutes', '1000', '--rate', '0.004']);
    expect(loaded.some((url) => url.includes('packages/cost/'))).toBe(true);
    expect(loaded.filter((url) => /packages\/(server|emulators|providers)\//.test(url))).toEqual([]);
  });
});
