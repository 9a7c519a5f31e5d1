export { exitCode, type ExitCode } from './exit-code.ts';
export type { Io } from './io.ts';
export { runPatchbay } from './run-patchbay.ts';
