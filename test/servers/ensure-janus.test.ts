import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ensureJanus } from './janus-server.ts';
import { type ScratchFolder, scratchFolder } from './scratch-folder.ts';

describe('janus', () => {
  let scratch: ScratchFolder;
  let lines: string[];
  beforeEach(async () => {
    scratch = await scratchFolder();
    lines = [];
  });
  afterEach(() => scratch.remove());

  const ensure = (options: { readonly install?: boolean; readonly isRoot?: boolean } = {}) =>
    ensureJanus({
      log: (line) => lines.push(line),
      environment: { PATH: join(scratch.path, 'bin') },
      isRoot: true,
      ...options,
    });
  /** Installs what Debian's package would bring. */
  const apt = (outcome: string) => scratch.program('bin/apt-get', `[ "$1" = update ] && exit 0\n${outcome}`);
  const bring = () => `PATH=/bin:/usr/bin cp "$0" "${join(scratch.path, 'bin', 'janus')}"`;

  test('on PATH comes first', async () => {
    const installed = await scratch.program('bin/janus', 'exit 0');
    await apt(bring());
    expect(await ensure({ install: true })).toBe(installed);
    expect(lines).toEqual([]);
  });

  test('is installed from Debian where that is wanted, as root', async () => {
    await apt(bring());
    expect(await ensure({ install: true })).toBe(join(scratch.path, 'bin', 'janus'));
    expect(lines.some((line) => line.includes('janus'))).toBe(true);
  });

  test.each([
    ['nobody asked', { install: false }],
    ['one is not root', { install: true, isRoot: false }],
  ])('is not installed when %s, and the error says what to do', async (_why, options) => {
    await apt(bring());
    const error: unknown = await ensure(options).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'janus-unavailable' });
    expect(String(error)).toContain('apt-get install janus');
  });

  test('that Debian does not give is an error with its reason', async () => {
    await apt('echo no such package >&2; exit 100');
    const error: unknown = await ensure({ install: true }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'janus-unavailable' });
    expect(String(error)).toContain('no such package');
  });

  test('that a package does not bring after all is an error', async () => {
    await apt('exit 0');
    await expect(ensure({ install: true })).rejects.toMatchObject({ code: 'janus-unavailable' });
  });

  test('on a system without Debian’s packages is one clear sentence', async () => {
    const error: unknown = await ensure({ install: true }).catch((reason: unknown) => reason);
    expect(String(error)).toMatch(/^SetupError: There is no janus, [^.]+\.$/);
  });
});
