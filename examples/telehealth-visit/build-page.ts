import { fileURLToPath } from 'node:url';
import { build, type Rolldown } from 'vite';

export { sdkFilesOf } from './vendor-sdks.ts';

const root = fileURLToPath(new URL('.', import.meta.url));

export interface BuildPageOptions {
  /** Absolute; emptied first. `dist` in this folder unless given. */
  readonly outDirectory?: string;
  /** Modules by what takes their place: a fake of an SDK that cannot run without its vendor. Empty unless given. */
  readonly standIns?: Readonly<Record<string, string>>;
}

/** Builds the page and resolves with what was written: chunks (with the modules in each) and assets. */
export async function buildPage(options: BuildPageOptions = {}): Promise<Rolldown.RolldownOutput> {
  const { outDirectory = fileURLToPath(new URL('dist', import.meta.url)), standIns = {} } = options;
  const output = await inProduction(() =>
    build({
      root,
      configFile: fileURLToPath(new URL('vite.config.ts', import.meta.url)),
      logLevel: 'warn',
      resolve: { alias: standIns },
      build: { outDir: outDirectory, emptyOutDir: true },
    }),
  );
  if ('output' in output) return output;
  throw new Error('The build watches or has several outputs; one finished output was expected.');
}

/** Vite 8 builds React for development when the caller's NODE_ENV says anything but production, as test runners' does. */
async function inProduction<Result>(work: () => Promise<Result>): Promise<Result> {
  const before = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = 'production';
  try {
    return await work();
  } finally {
    if (before === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = before;
  }
}
