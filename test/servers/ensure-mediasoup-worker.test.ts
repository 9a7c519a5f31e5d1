import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { arch, platform, release } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { recipeId } from './build-mediasoup-worker.ts';
import { ensureMediasoupWorker } from './mediasoup-worker.ts';
import { runCommand } from './run-command.ts';
import { type ScratchFolder, scratchFolder } from './scratch-folder.ts';

const version = '9.9.9';
/** What a worker says that is told no version. */
const worker = 'exit 41';
const brokenWorker = 'exit 127';
const archive = `mediasoup-worker-${version}-${platform()}-${arch()}${platform() === 'linux' ? `-kernel${release().split('.')[0]}` : ''}.tgz`;
const systemTools = ['cp', 'mkdir', 'cat', 'chmod', 'dirname', 'tar', 'gzip', 'rm'];

/** Stands for meson: `setup ...choices build source`. */
const meson = `
for each; do source="$build"; build="$each"; done
test -f "$build/meson.build" && grep -q "1.0.1" "$build/meson.build" || exit 1
mkdir -p "$source"`;
/** Stands for ninja: `-C build mediasoup-worker`. */
const ninja = `printf '#!/bin/sh\\n# built\\n${worker}\\n' > "$2/mediasoup-worker"; chmod +x "$2/mediasoup-worker"`;

describe('mediasoup-worker', () => {
  let scratch: ScratchFolder;
  let lines: string[];
  let releases: Server;
  /** What the release page has. */
  let prebuilt: Buffer | undefined;

  beforeEach(async () => {
    scratch = await scratchFolder();
    lines = [];
    prebuilt = undefined;
    releases = createServer((request, response) => {
      const isThere = prebuilt !== undefined && request.url === `/${version}/${archive}`;
      response.writeHead(isThere ? 200 : 404).end(isThere ? prebuilt : '');
    });
    await new Promise<void>((resolve) => releases.listen(0, '127.0.0.1', () => resolve()));
    await put('package/package.json', JSON.stringify({ version }));
    await put('package/worker/meson.build', "project('x', meson_version: '>= 1.1.0')");
    await put('package/worker/src/RTC/DtlsTransport.cpp', 'if (operationType == BIO_CB_RETURN) {}');
    await put('package/worker/subprojects/openssl.wrap', 'a download');
    for (const name of systemTools)
      await scratch.program(`tools/${name}`, `PATH=/bin:/usr/bin exec ${name} "$@"`);
  });
  afterEach(async () => {
    releases.close();
    await scratch.remove();
  });

  async function put(name: string, text: string): Promise<void> {
    const file = join(scratch.path, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  const ensure = (install = true, more: Readonly<Record<string, string>> = {}) =>
    ensureMediasoupWorker({
      log: (line) => lines.push(line),
      install,
      packageFolder: join(scratch.path, 'package'),
      environment: {
        PATH: `${join(scratch.path, 'bin')}:${join(scratch.path, 'tools')}`,
        PATCHBAY_CACHE: join(scratch.path, 'cache'),
        MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL: `http://127.0.0.1:${(releases.address() as AddressInfo).port}`,
        ...more,
      },
    });
  const folder = async () =>
    join(scratch.path, 'cache', 'mediasoup-worker', `${version}-${await recipeId()}`);
  const cached = async () => join(await folder(), 'mediasoup-worker');

  async function publish(script: string): Promise<void> {
    await scratch.program('packed/mediasoup-worker', script);
    const packed = join(scratch.path, archive);
    await runCommand('tar', ['-czf', packed, '-C', join(scratch.path, 'packed'), 'mediasoup-worker'], {
      environment: process.env,
      progress: '',
      log: () => undefined,
    });
    prebuilt = await readFile(packed);
  }
  async function withCompiler(): Promise<void> {
    for (const name of ['g++', 'flatc', 'pkg-config']) await scratch.program(`bin/${name}`, 'exit 0');
    await scratch.program('tools/grep', 'PATH=/bin:/usr/bin exec grep "$@"');
    await scratch.program('bin/meson', meson);
    await scratch.program('bin/ninja', ninja);
  }

  test('that is named comes first', async () => {
    const named = await scratch.program('own/worker', worker);
    await scratch.program('package/worker/out/Release/mediasoup-worker', worker);
    expect(await ensure(false, { MEDIASOUP_WORKER_BIN: named })).toBe(named);
    expect(lines).toEqual([]);
  });

  test.each([
    ['is not there', undefined],
    ['does not start', brokenWorker],
  ])('that is named but %s is an error, whatever else there is', async (_name, script) => {
    const named = script === undefined ? '/nowhere/worker' : await scratch.program('own/worker', script);
    await scratch.program('package/worker/out/Release/mediasoup-worker', worker);
    await expect(ensure(true, { MEDIASOUP_WORKER_BIN: named })).rejects.toMatchObject({
      code: 'mediasoup-worker-unavailable',
    });
  });

  test('of the package comes next', async () => {
    const own = await scratch.program('package/worker/out/Release/mediasoup-worker', worker);
    expect(await ensure(false)).toBe(own);
  });

  test('in the cache comes next, unless it does not start here any more', async () => {
    const name = join('cache', 'mediasoup-worker', `${version}-${await recipeId()}`, 'mediasoup-worker');
    await scratch.program(name, worker);
    expect(await ensure(false)).toBe(await cached());
    await scratch.program(name, brokenWorker);
    await expect(ensure(false)).rejects.toMatchObject({ code: 'mediasoup-worker-unavailable' });
  });

  test('is downloaded once where there is one for this machine, and nothing else stays in the cache', async () => {
    await publish(worker);
    expect(await ensure()).toBe(await cached());
    expect(await readdir(await folder())).toEqual(['mediasoup-worker']);
    expect(lines.some((line) => line.includes('downloading'))).toBe(true);
    lines = [];
    expect(await ensure()).toBe(await cached());
    expect(lines).toEqual([]);
  });

  test.each([
    ['there is none to download', undefined],
    ['the one to download does not start here', brokenWorker],
  ])('is built where %s, without the downloads of its build', async (_name, script) => {
    if (script !== undefined) await publish(script);
    await withCompiler();
    expect(await readFile(await ensure(), 'utf8')).toContain('# built');
    expect(await readdir(await folder())).toEqual(['mediasoup-worker']);
    expect(lines.some((line) => line.includes('building'))).toBe(true);
  });

  test('made by two at once is there for both', async () => {
    await withCompiler();
    expect(new Set(await Promise.all([ensure(), ensure()]))).toEqual(new Set([await cached()]));
    expect(await readdir(await folder())).toEqual(['mediasoup-worker']);
  });

  test('whose source the recipe does not fit any more is not built without its fix', async () => {
    await withCompiler();
    await put('package/worker/src/RTC/DtlsTransport.cpp', 'all new');
    await expect(ensure()).rejects.toThrow(/recipe does not fit/);
  });

  test('that cannot be had is an error with every reason, and leaves nothing', async () => {
    await withCompiler();
    await scratch.program('bin/ninja', 'echo no space left >&2; exit 1');
    const error: unknown = await ensure().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'mediasoup-worker-unavailable' });
    expect(String(error)).toMatch(/HTTP 404[^]*no space left/);
    expect(await readdir(await folder())).toEqual([]);
  });

  test('without the packages that it is built with says which, where it may not install them', async () => {
    await expect(ensure()).rejects.toThrow(
      /g\+\+ meson ninja-build flatbuffers-compiler pkg-config libssl-dev/,
    );
  });

  test('is not made when nobody asked for it', async () => {
    await withCompiler();
    await expect(ensure(false)).rejects.toThrow(/npm test/);
    expect(lines).toEqual([]);
  });
});
