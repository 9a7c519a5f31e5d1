import { join } from 'node:path';
import { type Measurement, medianOfRounds, type Progress } from '../../measurement.ts';
import type { LedgerSizes } from '../ledger-sizes.ts';
import { runProgram } from '../run-program.ts';
import type { MonthRun } from './check-month.ts';
import { prepareMonth } from './prepare-month.ts';

/**
 * Reconciling a month and verifying its ledger, both of which read all of its evidence, against reading the same rows and doing
 * nothing. Rejects when either finds something else than is there.
 */
export async function measureMonth(
  sizes: LedgerSizes['month'],
  folder: string,
  progress: Progress,
): Promise<readonly Measurement[]> {
  const { path, rows, connections } = await prepareMonth(sizes.consults, folder, progress);
  const runs: Record<'read' | 'reconcile' | 'verify', MonthRun[]> = { read: [], reconcile: [], verify: [] };
  const ways = [
    ['read', rows],
    ['reconcile', connections],
    ['verify', rows],
  ] as const;
  for (let round = 1; round <= sizes.rounds; round += 1) {
    for (const [way, expected] of ways) {
      progress(`a month's ledger: ${way}, round ${round} of ${sizes.rounds}`);
      const run = await runProgram<MonthRun>(join(import.meta.dirname, 'check-month.ts'), way, path);
      if (run.found !== expected) throw new Error(`${way} found ${run.found} of ${expected}.`);
      runs[way].push(run);
    }
  }
  const note = `SQLite, ${sizes.consults} consults of two people in one month, ${rows} rows of evidence; ${connections} lines of three vendors. Reference: every row of evidence read once. ${sizes.rounds} rounds by turns, each in a process of its own.`;
  const seconds = (of: readonly MonthRun[]): readonly number[] =>
    of.map(({ milliseconds }) => milliseconds / 1000);
  const megabytes = (of: readonly MonthRun[]): readonly number[] => of.map((one) => one.peakBytes / 1e6);
  return (['reconcile', 'verify'] as const).flatMap((way) => {
    const measure = way === 'reconcile' ? 'reconciling a month' : 'verifying a ledger of a month';
    const about = { better: 'lower', note } as const;
    return [
      medianOfRounds({ ...about, measure, unit: 's' }, seconds(runs[way]), seconds(runs.read)),
      medianOfRounds(
        { ...about, measure: `memory of ${measure} at its peak`, unit: 'MB resident' },
        megabytes(runs[way]),
        megabytes(runs.read),
      ),
    ];
  });
}
