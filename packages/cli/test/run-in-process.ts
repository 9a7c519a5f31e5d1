import type { ExitCode } from '../src/exit-code.ts';
import type { Io } from '../src/io.ts';
import { runPatchbay } from '../src/run-patchbay.ts';

export const testSecret = 'a-secret-that-is-long-enough-for-the-server';
export const testApiKey = 'an-api-key-that-is-long-enough';

/** What a server needs that runs on embedded defaults. */
export const keys = { PATCHBAY_SECRET: testSecret, PATCHBAY_API_KEY: testApiKey };

/** 2026-11-23T12:00:00Z. */
export const testNow = Date.UTC(2026, 10, 23, 12);

export interface Ran {
  readonly exit: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output as JSON; throws when it is not exactly one value. */
  json(): unknown;
}

/** Surroundings that write down what is said. */
export function recordingIo(overrides: Partial<Io> & Pick<Io, 'cwd'>) {
  const written = { stdout: '', stderr: '' };
  let count = 0;
  const io: Io = {
    stdout: (text) => {
      written.stdout += text;
    },
    stderr: (text) => {
      written.stderr += text;
    },
    env: {},
    now: () => testNow,
    fetch: () => Promise.reject(new TypeError('no network in this test')),
    randomId: () => `id-${(count += 1)}`,
    colour: false,
    untilStopped: () => Promise.resolve(),
    ...overrides,
  };
  return { io, written };
}

/** Runs one command line in this process. */
export async function run(args: readonly string[], overrides: Partial<Io> & Pick<Io, 'cwd'>): Promise<Ran> {
  const { io, written } = recordingIo(overrides);
  const exit = await runPatchbay(args, io);
  return { exit, ...written, json: () => JSON.parse(written.stdout) as unknown };
}

/** The error that a command with `--json` prints. */
export const errorOf = (ran: Ran): { readonly code: string; readonly message: string } =>
  (ran.json() as { readonly error: { readonly code: string; readonly message: string } }).error;
