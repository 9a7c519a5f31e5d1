import type { ChildProcess } from 'node:child_process';

export interface WatchedChild {
  /** Resolves when it is gone, or never began. */
  readonly ended: Promise<void>;
  /** Why it is gone; undefined while it runs. */
  failure(): string | undefined;
  /** The end of what it said on the outputs that are piped. */
  tail(): string;
}

const tailLength = 2000;

export function watchChild(child: ChildProcess): WatchedChild {
  let tail = '';
  let failure: string | undefined;
  const keep = (chunk: Buffer): void => {
    tail = (tail + chunk.toString()).slice(-tailLength);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  const ended = new Promise<void>((resolve) => {
    child.on('error', (error) => {
      failure = error.message;
      resolve();
    });
    child.on('close', (code, signal) => {
      failure = `it ended with ${signal ?? code}`;
      resolve();
    });
  });
  return { ended, failure: () => failure, tail: () => tail };
}
