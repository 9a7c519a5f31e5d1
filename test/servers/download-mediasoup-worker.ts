import { chmod, writeFile } from 'node:fs/promises';
import { arch, platform, release } from 'node:os';
import { join } from 'node:path';
import type { Making } from './ensure-mediasoup-worker.ts';
import { findOnPath } from './find-on-path.ts';
import { runCommand } from './run-command.ts';

const releases = 'https://github.com/versatica/mediasoup/releases/download';
const patience = 120_000;

/** Fetches what mediasoup's own install script would, from where it would: that script writes into the package. */
export const downloadMediasoupWorker: Making = async (workshop, { log, environment, version }) => {
  const kernel = platform() === 'linux' ? `-kernel${release().split('.')[0]}` : '';
  const archive = `mediasoup-worker-${version}-${platform()}-${arch()}${kernel}.tgz`;
  const base = environment['MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL'] || releases;
  const tar = findOnPath(['tar'], environment);
  if (tar === undefined) throw new Error('The prebuilt mediasoup-worker cannot be unpacked without tar.');

  log(`downloading mediasoup-worker ${version} (once; some 5 MB)`);
  const response = await fetch(`${base}/${version}/${archive}`, {
    signal: AbortSignal.timeout(patience),
  }).catch((error: unknown) => {
    throw new Error(`${archive} could not be downloaded: ${reasonOf(error)}`);
  });
  if (!response.ok) throw new Error(`${archive} could not be downloaded: HTTP ${response.status}`);
  const packed = join(workshop, archive);
  await writeFile(packed, new Uint8Array(await response.arrayBuffer()));
  await runCommand(tar, ['-xzf', packed, '-C', workshop], {
    environment,
    progress: 'unpacking mediasoup-worker',
    log,
  });
  const worker = join(workshop, platform() === 'win32' ? 'mediasoup-worker.exe' : 'mediasoup-worker');
  await chmod(worker, 0o755);
  return worker;
};

/** `fetch` itself only says "fetch failed". */
const reasonOf = (error: unknown): string => {
  const reason = error instanceof Error ? (error.cause ?? error) : error;
  return reason instanceof Error ? reason.message : String(reason);
};
