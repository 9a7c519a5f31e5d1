import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './longest-first.ts';

const conditions = ['patchbay-source'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['packages/**/*.test.ts', 'examples/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    testTimeout: 20_000,
    sequence: { sequencer: LongestFirst },
    // Left to itself vitest keeps one core free, which on two cores halves the pace of tests that mostly wait.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Scenarios in a browser wait more than they work.
    maxConcurrency: 4,
  },
});
