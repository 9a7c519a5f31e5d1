import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { createUsageBook, openPostgresLedger, openSqliteLedger, usageOf } from '@patchbay/metering';
import {
  recomputedConnections,
  recomputedSummaries,
  recomputedTogether,
} from '../../packages/metering/test/recomputed-usage.ts';
import { inFolder } from './in-folder.ts';
import { killAgain, type Killing } from './kill-again.ts';
import type { KillOptions } from './kill-during-ingest.ts';
import { openPool } from './open-pool.ts';
import { rolledAt, rollUpTimes } from './rolled-at.ts';

export interface RollUpKillFigures {
  readonly store: 'sqlite' | 'postgres';
  readonly kills: number;
  /** Rounds of rolling up that the killed processes had finished. */
  readonly rounds: number;
  /** What was left waiting by the kills, and rolled up at last. */
  readonly waiting: number;
  readonly connections: number;
  /** Months and hours whose rollups are not what all evidence gives. */
  readonly wrong: readonly string[];
}

const hour = 3_600_000;
const period = { from: Date.UTC(2026, 5), to: Date.UTC(2026, 7) };

/** Kills a process that rolls up (-9) at random moments, again and again on the same ledger, and then recomputes everything. */
export async function killDuringRollUp(options: KillOptions): Promise<RollUpKillFigures> {
  const { store, place, kills } = options;
  const lines = await killAgain(
    {
      program: 'roll-up-forever.ts',
      argsOf: (kill) => [store, place, String(kill)],
      longestLife: 400,
      what: `${store}, while rolling up`,
    },
    options,
  );
  return { store, kills, rounds: lines.length, ...(await compare(store, place)) };
}

async function compare(
  store: 'sqlite' | 'postgres',
  place: string,
): Promise<Pick<RollUpKillFigures, 'waiting' | 'connections' | 'wrong'>> {
  const now = () => rolledAt;
  const pool = store === 'postgres' ? openPool(place) : undefined;
  const ledger = pool
    ? await openPostgresLedger({ pool, now })
    : await openSqliteLedger({ path: place, now });
  try {
    const book = createUsageBook(ledger, { ...rollUpTimes, now, randomHex: () => '' });
    const { consultsWaiting: waiting } = await book.state();
    while ((await book.rollUp()).more);
    const connections = await recomputedConnections(ledger, { ...rollUpTimes, now: rolledAt });
    const rolled = await book.usageFromRollups(period);
    const hours = await book.hours(period);
    const ofHour = (from: number) => usageOf(connections, { from, to: from + hour }).total;
    return {
      waiting,
      connections: connections.length,
      wrong: [
        ...differing('month', rolled.summaries, recomputedSummaries(connections)),
        ...differing('month of all', rolled.together, recomputedTogether(connections)),
        ...differing(
          'hour',
          hours
            .filter(({ provider }) => provider === '')
            .map((one) => [one.from, one.milliseconds, one.connections, one.peakParticipants, one.peakRooms]),
          [...new Set(hours.map(({ from }) => from))].map((from) => {
            const usage = ofHour(from);
            return [
              from,
              Math.round(usage.participantSeconds * 1000),
              usage.connections,
              usage.peakConcurrentParticipants,
              usage.peakConcurrentRooms,
            ];
          }),
        ),
      ],
    };
  } finally {
    await ledger.close();
    await pool?.end();
  }
}

function differing(what: string, found: readonly unknown[], expected: readonly unknown[]): readonly string[] {
  const length = Math.max(found.length, expected.length);
  return Array.from({ length }, (_, index) => index)
    .filter((index) => !isDeepStrictEqual(found[index], expected[index]))
    .map((index) => `${what} ${index}`);
}

/** The same on a file of its own. */
export const killDuringSqliteRollUp = (options: Killing): Promise<RollUpKillFigures> =>
  inFolder((folder) =>
    killDuringRollUp({ ...options, store: 'sqlite', place: join(folder, 'usage.ledger') }),
  );
