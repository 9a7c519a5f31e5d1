import { createHash } from 'node:crypto';
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Making, MakingOptions } from './ensure-mediasoup-worker.ts';
import { findOnPath } from './find-on-path.ts';
import { runCommand } from './run-command.ts';

/** Take the place of what meson would download: Debian's libraries, and thin shims where Debian has an older one or none. */
const subprojects = join(import.meta.dirname, 'mediasoup-worker', 'subprojects');

const programs = { 'g++': 'g++', meson: 'meson', ninja: 'ninja-build', flatc: 'flatbuffers-compiler' };
const libraries = {
  openssl: 'libssl-dev',
  libuv: 'libuv1-dev',
  libsrtp2: 'libsrtp2-dev',
  absl_strings: 'libabsl-dev',
  flatbuffers: 'libflatbuffers-dev',
};

interface Patch {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const patches: readonly Patch[] = [
  // Debian 12 has meson 1.0.1, which suffices.
  { file: 'meson.build', from: "meson_version: '>= 1.1.0'", to: "meson_version: '>= 1.0.1'" },
  // Debian's OpenSSL has kernel TLS compiled in and asks the BIO whether it is on. mediasoup 3.27.1 answers every such
  // question with 1, because it compares a bit set with one of its bits: libssl then makes no buffer to write to, and the
  // worker dies of the first DTLS handshake. With this it passes the BIO's own answers on.
  {
    file: join('src', 'RTC', 'DtlsTransport.cpp'),
    from: '(operationType == BIO_CB_RETURN)',
    to: '((operationType & BIO_CB_RETURN) != 0)',
  },
];

const choices = [
  '--wrap-mode=nodownload',
  '--buildtype=release',
  '-Db_ndebug=true',
  '-Dcpp_link_args=-Wl,--strip-all',
];

/**
 * Builds the worker from the package's own source with nothing but Debian packages, which it installs as root where they are
 * missing. Links to Debian's libraries, so the result is for this machine only.
 */
export const buildMediasoupWorker: Making = async (workshop, options) => {
  const { log, environment, packageFolder, version } = options;
  const tools = await findTools(options);
  const source = join(workshop, 'source');
  await cp(join(packageFolder, 'worker'), source, { recursive: true });
  await rm(join(source, 'subprojects'), { recursive: true, force: true });
  await cp(subprojects, join(source, 'subprojects'), { recursive: true });
  for (const patch of patches) await apply(source, patch);

  const build = join(workshop, 'build');
  await runCommand(tools.meson, ['setup', ...choices, build, source], {
    environment,
    progress: 'preparing the build of mediasoup-worker',
    log,
  });
  await runCommand(tools.ninja, ['-C', build, 'mediasoup-worker'], {
    environment,
    progress: `building mediasoup-worker ${version} (once; four to ten minutes)`,
    log,
  });
  return join(build, 'mediasoup-worker');
};

/** Changes whenever the recipe does, so that a worker of an older one is not taken for this one's. */
export async function recipeId(): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify({ patches, choices }));
  const entries = await readdir(subprojects, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  for (const file of files.toSorted()) hash.update(await readFile(file));
  return hash.digest('hex').slice(0, 12);
}

async function apply(source: string, { file, from, to }: Patch): Promise<void> {
  const path = join(source, file);
  const text = await readFile(path, 'utf8');
  if (!text.includes(from)) {
    throw new Error(`The recipe does not fit this mediasoup: ${file} has no "${from}" any more.`);
  }
  await writeFile(path, text.replace(from, to));
}

async function findTools(options: MakingOptions) {
  const { environment } = options;
  const missing = await missingPackages(options);
  if (missing.length > 0) await installPackages(missing, options);
  const meson = findOnPath(['meson'], environment);
  const ninja = findOnPath(['ninja'], environment);
  if (meson === undefined || ninja === undefined) throw new Error('Debian brought no meson or no ninja.');
  return { meson, ninja };
}

async function missingPackages({ environment }: MakingOptions): Promise<readonly string[]> {
  const ofPrograms = Object.entries(programs)
    .filter(([name]) => findOnPath([name], environment) === undefined)
    .map(([, debian]) => debian);
  const asking = findOnPath(['pkg-config'], environment);
  if (asking === undefined) return [...ofPrograms, 'pkg-config', ...Object.values(libraries)];
  const ofLibraries = await Promise.all(
    Object.entries(libraries).map(([name, debian]) =>
      runCommand(asking, ['--exists', name], { environment, progress: '', log: () => undefined }).then(
        () => [],
        () => [debian],
      ),
    ),
  );
  return [...ofPrograms, ...ofLibraries.flat()];
}

async function installPackages(
  missing: readonly string[],
  { log, environment }: MakingOptions,
): Promise<void> {
  const apt = findOnPath(['apt-get'], environment);
  if (apt === undefined || process.getuid?.() !== 0) {
    throw new Error(`mediasoup-worker cannot be built without these Debian packages: ${missing.join(' ')}.`);
  }
  const quiet = { ...environment, DEBIAN_FRONTEND: 'noninteractive' };
  await runCommand(apt, ['update'], {
    environment: quiet,
    progress: 'reading the list of Debian packages',
    log,
    // Another process may be at it; what is wrong otherwise the installation says.
  }).catch(() => '');
  const patient = ['-o', 'DPkg::Lock::Timeout=300'];
  await runCommand(apt, [...patient, 'install', '-y', '--no-install-recommends', ...missing], {
    environment: quiet,
    progress: 'installing what mediasoup-worker is built with (once; some 60 MB)',
    log,
  });
}
