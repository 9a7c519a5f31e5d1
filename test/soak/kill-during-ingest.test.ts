import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningPostgres, scratchDatabase, startPostgres } from '../servers/start-postgres.ts';
import { killDuringIngest, killDuringSqliteIngest } from './kill-during-ingest.ts';
import { killPostgresServer } from './kill-postgres-server.ts';

// A small part of `npm run soak`, the same one every time.
const kills = 5;
const moments = [0.02, 0.9, 0.35, 0.6, 0.15];
const random = () => {
  const [moment = 0.5] = moments;
  moments.push(...moments.splice(0, 1));
  return moment;
};

const whole = { kills, lost: 0, duplicates: 0 };

describe('kill -9 during ingest', () => {
  let server: RunningPostgres;
  beforeAll(async () => {
    server = await startPostgres();
  }, 60_000);
  afterAll(() => server.stop());

  test('loses nothing that was acknowledged, and doubles nothing: SQLite', { timeout: 60_000 }, async () => {
    const figures = await killDuringSqliteIngest({ kills, random });
    expect(figures).toMatchObject(whole);
    expect(figures.acknowledged).toBeGreaterThan(kills);
  });

  test(
    'loses nothing that was acknowledged, and doubles nothing: PostgreSQL',
    { timeout: 60_000 },
    async () => {
      const database = await scratchDatabase(server);
      try {
        const figures = await killDuringIngest({ store: 'postgres', place: database.url, kills, random });
        expect(figures).toMatchObject(whole);
        expect(figures.acknowledged).toBeGreaterThan(kills);
      } finally {
        await database.drop();
      }
    },
  );

  test(
    'nor when the PostgreSQL server itself is killed, again and again',
    { timeout: 60_000 },
    async ({ skip }) => {
      const figures = await killPostgresServer({ kills: 3, random });
      if (figures === undefined) return skip('DATABASE_URL names a server that is not to be killed');
      expect(figures).toMatchObject({ kills: 3, lost: 0, duplicates: 0 });
      expect(figures.acknowledged).toBeGreaterThan(3);
      expect(figures.repeated).toBeGreaterThan(0);
    },
  );
});
