import { randomUUID } from 'node:crypto';
import process from 'node:process';
import type { Io } from './io.ts';

/** The real surroundings. */
export function processIo(): Io {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', ignoreClosedPipe);
  return {
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    env: process.env,
    cwd: process.cwd(),
    now: Date.now,
    fetch: (input, init) => globalThis.fetch(input, init),
    randomId: randomUUID,
    // `hasColors` heeds NO_COLOR; what is no terminal does not have it.
    colour: process.stdout.isTTY && process.stdout.hasColors(),
    untilStopped,
  };
}

const stopSignals = ['SIGINT', 'SIGTERM'] as const;

/** Listens for the first one only: whoever asks again while things are closing gets the signal's own effect. */
const untilStopped = (): Promise<void> =>
  new Promise((resolve) => {
    const stop = (): void => {
      for (const signal of stopSignals) process.off(signal, stop);
      resolve();
    };
    for (const signal of stopSignals) process.on(signal, stop);
  });

/** `patchbay report | head` is no failure. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
