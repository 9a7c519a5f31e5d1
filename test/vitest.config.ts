import { defineConfig } from 'vitest/config';

const conditions = ['patchbay-source'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['packages/**/*.test.ts', 'examples/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    testTimeout: 20_000,
    // Scenarios in a browser wait more than they work.
    maxConcurrency: 4,
  },
});
