import { afterAll, beforeAll, expect, test } from 'vitest';
import { randomSource } from '../../packages/metering/test/random-source.ts';
import { type RunningPostgres, startPostgres } from '../servers/start-postgres.ts';
import { twoInstances } from './two-instances.ts';

let server: RunningPostgres;
beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(() => server.stop());

// A small part of `npm run soak -- --only two-instances`.
test(
  'of two servers on one PostgreSQL one is killed: nothing is lost, nothing is there twice, the other goes on with all',
  { timeout: 90_000 },
  async () => {
    const { between } = randomSource(5);
    const random = () => between(0, 999_999) / 1_000_000;
    const figures = await twoInstances({ server, consults: 20, random });
    console.info(figures);
    expect(figures).toMatchObject({ lost: 0, duplicates: 0, audit: 'intact', unaudited: 0 });
    expect(figures.acknowledged).toBe(figures.events);
    expect(figures.events).toBe(20 * 2 * (3 + 24));
    expect(figures.retries).toBeGreaterThan(0);
    expect(figures.sentToBoth).toBeGreaterThan(0);
    expect(figures.takenOver).toBeGreaterThan(0);
    const { told, beating } = figures.seconds;
    expect(told.reported).toBe(told.truth);
    // The sum of the last heartbeats' own counts, to the millisecond.
    expect(beating.reported).toBeCloseTo(beating.truth, 2);
  },
);
