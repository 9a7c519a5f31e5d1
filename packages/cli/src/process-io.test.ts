import process from 'node:process';
import { describe, expect, test } from 'vitest';
import { processIo } from './process-io.ts';

const signals = ['SIGINT', 'SIGTERM'] as const;
const listening = () => signals.map((signal) => process.listenerCount(signal));

describe('processIo', () => {
  test.each(signals)('stops listening to both signals with the first %s', async (signal) => {
    const before = listening();
    const stopped = processIo().untilStopped();
    expect(listening()).toEqual(before.map((count) => count + 1));
    // Called rather than sent: the test runner listens too.
    process.listeners(signal).at(-1)?.(signal);
    await stopped;
    expect(listening()).toEqual(before);
  });
});
