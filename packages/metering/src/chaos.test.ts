import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { allHappenings } from '../test/happenings.ts';
import { checkStoredChaos } from '../test/stored-chaos.ts';
import { randomSource } from '../test/random-source.ts';
import { randomConsult } from '../test/random-truth.ts';
import { runChaos } from '../test/run-chaos.ts';
import { trueReadings } from '../test/true-readings.ts';
import { heartbeatSeconds, leaseSeconds } from '../test/true-page.ts';
import { billableConnections } from './billable-connections.ts';
import { foldPresence } from './fold-presence.ts';
import { figuresOf } from './usage-figures.ts';

const patience = { timeout: 300_000 };
/** The same ones every time. What fails is shown again by `npm run soak -- --only chaos` with the options that it names. */
const seed = 20_261_125;
const june = { start: Date.UTC(2026, 5), end: Date.UTC(2026, 6) };
const july = { start: Date.UTC(2026, 6), end: Date.UTC(2026, 7) };

describe('what goes wrong every day', () => {
  test.each([
    { lossPercent: 0, providers: ['livekit'] },
    { lossPercent: 20, providers: ['livekit'] },
    { lossPercent: 50, providers: ['livekit'] },
    { lossPercent: 20, providers: ['livekit', 'mesh'] },
  ])('the truth lies within every bound: $lossPercent % lost, $providers', patience, (trouble) => {
    expect(runChaos({ runs: 150, seed, trouble })).toMatchObject({ runs: 150, wrong: [], wrongRuns: 0 });
  });

  test('when nothing is lost, every way to round bills what was, to the second', patience, () => {
    for (let run = 0; run < 300; run += 1) {
      const consult = randomConsult(randomSource(run), { lossPercent: 0, providers: ['livekit'] });
      const intervals = foldPresence(consult.evidence, { leaseSeconds, heartbeatSeconds, now: consult.now });
      const bills = billableConnections(intervals);
      const connections = consult.pages.flatMap((page) => page.connections);
      expect(bills.map(({ connection }) => connection).sort()).toEqual(
        connections.map(({ id }) => id).sort(),
      );
      const figures = [...figuresOf(bills, []).values()];
      for (const month of [june, july]) {
        const name = new Date(month.start).toISOString().slice(0, 7);
        const told = figures.find(
          ({ key }) =>
            key.since === `${name}-01` && key.provider === 'livekit' && key.participantClass === 'person',
        )?.figures;
        const truth = trueReadings(consult, 'livekit', month);
        expect({ ...truth, ...told }, `run ${run}`).toMatchObject(truth);
        expect(told === undefined).toBe(truth.second_up === 0);
      }
    }
  });
});

describe('everything that can go wrong at once', () => {
  const everything = { providers: ['livekit', 'mesh'], everything: true };

  test.each([[0], [20], [50]])(
    'the truth lies within every bound, nobody is counted or billed twice, and no order matters: %d percent lost',
    patience,
    (lossPercent) => {
      const figures = runChaos({ runs: 1000, seed, trouble: { ...everything, lossPercent } });
      console.log(JSON.stringify({ lossPercent, ...figures }));
      expect(figures).toMatchObject({ runs: 1000, wrong: [], wrongRuns: 0 });
      expect(figures.events).toBeGreaterThan(150_000);
      expect(figures.medianBoundSeconds).toBeLessThan(lossPercent === 0 ? 20 : lossPercent === 20 ? 50 : 170);
      // What the page did not look at in time, what it was there for without its vendor, and the last heartbeats of those that crashed.
      expect(figures.percentMediaKnown).toBeGreaterThan(95);
      const missing = allHappenings.filter((what) => figures.happened[what] === 0);
      expect(missing).toEqual(lossPercent === 0 ? ['mute-page'] : []);
    },
  );

  test(
    'in pieces, with rollups and restarts in between, a ledger comes to what one fold of all gives',
    patience,
    async () => {
      const directory = await mkdtemp(join(tmpdir(), 'patchbay-chaos-'));
      try {
        const figures = await checkStoredChaos({
          runs: 6,
          seed,
          directory,
          trouble: { ...everything, lossPercent: 20 },
        });
        expect(figures).toMatchObject({ runs: 6, wrong: [] });
        expect(figures.restarts).toBeGreaterThan(6);
        expect(figures.rollups).toBeGreaterThan(30);
      } finally {
        await rm(directory, { recursive: true, force: true });
      }
    },
  );
});
