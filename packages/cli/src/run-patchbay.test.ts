import { describe, expect, test } from 'vitest';
import { errorOf, run } from '../test/run-in-process.ts';
import { scratchFolder } from '../test/scratch-folder.ts';

describe('runPatchbay', () => {
  test.each([['serve'], ['check'], ['report'], ['estimate'], ['audit', 'verify'], ['providers']])(
    'helps with %s %s',
    async (...command) => {
      const { exit, stdout, stderr } = await run([...command, '--help'], { cwd: '/' });
      expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
      expect(stdout).toContain(`patchbay ${command.join(' ')}`);
      expect(stdout).toContain('--json');
      expect(stdout).toContain('--config');
    },
  );

  test('lists the commands and the exit codes', async () => {
    const { stdout } = await run(['--help'], { cwd: '/' });
    for (const word of ['serve', 'check', 'report', 'estimate', 'audit', 'providers', 'Exit codes']) {
      expect(stdout).toContain(word);
    }
  });

  test('prints its version, alone', async () => {
    const { exit, stdout } = await run(['--version'], { cwd: '/' });
    expect(exit).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test('wraps help and version in one JSON value with --json', async () => {
    expect((await run(['--help', '--json'], { cwd: '/' })).json()).toEqual({
      help: expect.stringContaining('Usage'),
    });
    expect((await run(['--version', '--json'], { cwd: '/' })).json()).toEqual({
      version: expect.any(String),
    });
  });

  test.each([
    ['an unknown command', ['reprot'], 'report'],
    ['no command', [], 'Usage'],
    ['half a command', ['audit'], 'verify'],
    ['an unknown option', ['providers', '--colour'], '--colour'],
    ['an argument too many', ['providers', 'mesh'], 'providers'],
    ['an option without its value', ['check', '--config'], '--config'],
    ['a log level that is none', ['serve', '--log-level', 'loud'], '--log-level'],
    ['a list with a hole', ['check', '--installed', 'mesh,,livekit'], '--installed'],
    ['a review interval that is none', ['check', '--review-days', 'often'], '--review-days'],
  ])('takes %s for a usage error', async (_, args, named) => {
    const plain = await run(args, { cwd: '/' });
    expect({ exit: plain.exit, stdout: plain.stdout }).toEqual({ exit: 2, stdout: '' });
    expect(plain.stderr).toContain(named);
    const ran = await run(
      [...args, '--json'].toSorted((a) => (a === '--json' ? -1 : 1)),
      { cwd: '/' },
    );
    expect(ran.exit).toBe(2);
    expect(errorOf(ran)).toMatchObject({ code: 'usage', message: expect.stringContaining(named) });
    expect(ran.stderr).toContain(named);
  });

  test.each([['serve'], ['check'], ['report'], ['audit', 'verify'], ['providers']])(
    'says that the config of %s %s is not there',
    async (...command) => {
      const cwd = await scratchFolder();
      const ran = await run(['--config', 'no.config.ts', ...command, '--json'], { cwd });
      expect(ran.exit).toBe(3);
      expect(errorOf(ran)).toMatchObject({
        code: 'config-file-not-found',
        message: expect.stringContaining(`${cwd}/no.config.ts`),
      });
    },
  );
});
