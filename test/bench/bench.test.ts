import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import type { Measurement } from './measurement.ts';

const bench = async (...args: readonly string[]): Promise<{ readonly stdout: string }> =>
  promisify(execFile)(process.execPath, [
    '--conditions=patchbay-source',
    '--disable-warning=ExperimentalWarning',
    join(import.meta.dirname, 'bench.ts'),
    ...args,
  ]);

test(
  'the ledger is measured whole, with every answer of ours equal to the raw one’s',
  { timeout: 240_000 },
  async () => {
    const { stdout } = await bench('--only', 'ledger', '--quick', '--json');
    const measurements = JSON.parse(stdout) as readonly Measurement[];
    const measures = measurements.map(({ measure }) => measure);
    for (const wanted of [
      /^SQLite, durable ingest/,
      /^PostgreSQL, durable ingest/,
      /^HTTP ingest/,
      /^memory of the server/,
      /^roll-up of a backlog/,
      /^reconciling a month/,
      /^memory of reconciling a month/,
      /^verifying a ledger of a month/,
      /^memory of verifying a ledger/,
      /^a year's report over 4000 consults/,
      /^a year's sums and exact peaks/,
      /^memory of the year's report/,
    ]) {
      expect(measures).toContainEqual(expect.stringMatching(wanted));
    }
    expect(new Set(measures).size).toBe(measures.length);
    for (const { measure, ours, reference, ratio, spread } of measurements) {
      const values = [
        ours,
        reference,
        ratio,
        ...Object.values(spread?.ours ?? {}),
        ...Object.values(spread?.reference ?? {}),
      ];
      expect
        .soft(
          values.every((value) => Number.isFinite(value)),
          measure,
        )
        .toBe(true);
      expect.soft(Math.min(ours, reference, ratio), measure).toBeGreaterThan(0);
    }
  },
);

test.each([['--only', 'nothing'], ['--unknown']])(
  'refuses %s %s and says how it is used',
  async (...args) => {
    await expect(bench(...args)).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('usage: npm run bench'),
    });
  },
);
