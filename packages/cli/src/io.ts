import type { Environment } from '@patchbay/server';

/** All that a command takes from its surroundings. */
export interface Io {
  /** Writes text as it is. */
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  readonly env: Environment;
  /** What relative paths stand on; absolute. */
  readonly cwd: string;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  readonly fetch: typeof fetch;
  readonly randomId: () => string;
  /** Whether standard output shows colours. */
  readonly colour: boolean;
  /** Resolves when whoever started the process wants it to stop. Called once it has something to stop. */
  readonly untilStopped: () => Promise<void>;
}
