import { deepStrictEqual } from 'node:assert/strict';
import { join } from 'node:path';
import { compareOnce, type Measurement, medianOfRounds, type Progress, spreadOf } from '../../measurement.ts';
import type { LedgerSizes } from '../ledger-sizes.ts';
import { runProgram } from '../run-program.ts';
import { takeTurns } from '../take-turns.ts';
import { prepareYear } from './prepare-year.ts';
import type { RawYearRun, YearAnswer, YearRun } from './year-answer.ts';

/** Runs one of the programs beside this one to its end. */
const run = <Run extends YearRun>(program: string, ...args: readonly string[]): Promise<Run> =>
  runProgram<Run>(join(import.meta.dirname, program), ...args);

/** A year's report from rollups, and DuckDB's over the raw connections, in processes of their own by turns. Rejects when they differ. */
export async function measureYear(
  sizes: LedgerSizes['year'],
  folder: string,
  progress: Progress,
): Promise<readonly Measurement[]> {
  const prepared = await prepareYear(sizes, folder, progress);
  const runs: { ours: YearRun[]; reference: RawYearRun[] } = { ours: [], reference: [] };
  for (let round = 1; round <= sizes.rounds; round += 1) {
    progress(`the year's report, round ${round} of ${sizes.rounds}`);
    await takeTurns(
      round,
      async () => runs.ours.push(await run('report-year.ts', prepared.ledger)),
      async () =>
        runs.reference.push(await run('group-year.ts', prepared.raw, round === 1 ? 'peaks' : 'sums')),
    );
  }
  compareAnswers(runs.ours, runs.reference);
  const note = `Generated: ${sizes.consults} consults (${prepared.connections} connections) by hashes in DuckDB, and the rollups (${prepared.hourRows} rows of hours) by an aggregation there; that a real book gives the very same rows from evidence was checked on ${sizes.sample} consults. Consults, connections, time, time by the minute and exact peaks were equal, by month and provider. ${sizes.rounds} rounds, each in a process of its own.`;
  const times = (of: readonly YearRun[], part: string, turn: 0 | 1): readonly number[] =>
    of.map(({ times: taken }) => taken[part]?.[turn] ?? Number.NaN);
  const unit = 'ms';
  const better = 'lower';
  const sums = (turn: 0 | 1): readonly number[] => times(runs.reference, 'sums', turn);
  const peaks = runs.reference.flatMap((one) => one.peaks ?? []);
  const megabytes = (of: readonly { readonly peakBytes: number }[]): number =>
    Math.max(...of.map(({ peakBytes }) => peakBytes)) / 1e6;
  return [
    medianOfRounds(
      {
        measure: `a year's report over ${sizes.consults} consults from rollups, with all bills, against DuckDB's group-by of its sums`,
        unit,
        better,
        note: `${note} Goal: at most 2,000 ms. DuckDB's has no peaks and no bills.`,
      },
      times(runs.ours, 'report', 1),
      sums(1),
    ),
    medianOfRounds(
      {
        measure: 'the same, for the first time in a process',
        unit,
        better,
      },
      times(runs.ours, 'report', 0),
      sums(0),
    ),
    compareOnce(
      {
        measure: "a year's sums and exact peaks from rollups, against DuckDB's over the raw rows",
        unit,
        better,
        note: 'usageFromRollups, under the report. Peaks from raw rows are running counts over every coming and going: once.',
      },
      spreadOf(times(runs.ours, 'usage', 1)).p50,
      spreadOf(sums(1)).p50 + (peaks[0]?.milliseconds ?? Number.NaN),
    ),
    compareOnce(
      {
        measure: "memory of the year's report at its peak, against DuckDB's for the sums",
        unit: 'MB resident',
        better,
      },
      megabytes(runs.ours),
      megabytes(runs.reference),
    ),
    compareOnce(
      { measure: 'the same, against DuckDB’s for sums and peaks', unit: 'MB resident', better },
      megabytes(runs.ours),
      megabytes(peaks),
    ),
  ];
}

/** Throws when one process's year differs from another's. */
function compareAnswers(ours: readonly YearRun[], reference: readonly RawYearRun[]): void {
  const message = 'The rollups and the raw rows give different years.';
  for (const { answer } of ours) deepStrictEqual(answer, ours[0]?.answer, message);
  const withoutPeaks = ({ months }: YearAnswer) =>
    Object.fromEntries(
      Object.entries(months).map(([key, sums]) => [key, { ...sums, peakParticipants: 0, peakRooms: 0 }]),
    );
  for (const { answer, peaks } of reference) {
    const expected = ours[0]?.answer ?? { months: {} };
    if (peaks === undefined) deepStrictEqual(withoutPeaks(answer), withoutPeaks(expected), message);
    else deepStrictEqual(answer, expected, message);
  }
}
