import { join } from 'node:path';
import { billableConnections, openSqliteLedger, presenceBetween, usageOf } from '@patchbay/metering';
import { type Measurement, medianOfRounds, type Progress } from '../measurement.ts';
import { clinicEvidence } from './clinic-evidence.ts';
import type { LedgerSizes } from './ledger-sizes.ts';
import { takeTurns, timed } from './take-turns.ts';
import { yearBook, yearConfig } from './year/year-book.ts';

const day = 86_400_000;
const from = Date.UTC(2026, 5, 1, 8);

/**
 * A backlog of consults through the usage book, and the same ledger's evidence folded in memory, which is what a report without a
 * book would do each time and keep nothing of. Rejects when the two come to different minutes.
 */
export async function measureRollUp(
  { rounds, consults }: LedgerSizes['rollUp'],
  folder: string,
  progress: Progress,
): Promise<readonly Measurement[]> {
  const rows = clinicEvidence({ consults, minutes: 20, everySeconds: 6, from });
  const config = yearConfig(folder);
  const { leaseSeconds, heartbeatSeconds } = config.metering;
  const rates: { ours: number[]; reference: number[] } = { ours: [], reference: [] };
  for (let round = 0; round <= rounds; round += 1) {
    progress(`roll-ups, round ${round} of ${rounds}`);
    const ledger = await openSqliteLedger({ path: join(folder, `roll-up-${round}.ledger`), now: Date.now });
    await ledger.append(rows);
    const book = yearBook(ledger, config);
    const rate = async (work: () => Promise<unknown>): Promise<number> =>
      (consults * 1000) / (await timed(work));
    let minutes = 0;
    await takeTurns(
      round,
      async () =>
        rates.ours.push(
          await rate(async () => {
            while ((await book.rollUp()).more);
          }),
        ),
      async () =>
        rates.reference.push(
          await rate(async () => {
            const options = { leaseSeconds, heartbeatSeconds, now: from + 400 * day };
            const intervals = await presenceBetween(ledger, { from, to: from + day }, options);
            minutes = usageOf(billableConnections(intervals)).total.participantMinutes;
          }),
        ),
    );
    const rolled = await book.usageFromRollups({ from: Date.UTC(2026, 5), to: Date.UTC(2026, 6) });
    if (Math.abs(rolled.total.participantMinutes - minutes) > 1e-6)
      throw new Error(`The book has ${rolled.total.participantMinutes} minutes, the fold ${minutes}.`);
    await ledger.close();
  }
  const [, ...ours] = rates.ours;
  const [, ...reference] = rates.reference;
  const perConsult = Math.round(rows.length / consults);
  return [
    medianOfRounds(
      {
        measure: 'roll-up of a backlog into the usage book against a fold in memory',
        unit: `consults/s (${perConsult} rows of evidence each)`,
        better: 'higher',
        note: `SQLite, each step on disk. Reference: reads and folds the same evidence and keeps nothing. ${rounds} rounds of ${consults} consults by turns.`,
      },
      ours,
      reference,
    ),
  ];
}
