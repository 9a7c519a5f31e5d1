import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningPostgres, scratchDatabase, startPostgres } from '../servers/start-postgres.ts';
import { killDuringRollUp, killDuringSqliteRollUp, type RollUpKillFigures } from './kill-during-roll-up.ts';

// A small part of `npm run soak`, the same one every time.
const kills = 4;
const moments = [0.05, 0.9, 0.4, 0.7];
const random = () => {
  const [moment = 0.5] = moments;
  moments.push(...moments.splice(0, 1));
  return moment;
};

const isRight = ({ wrong, connections, rounds }: RollUpKillFigures): boolean =>
  wrong.length === 0 && connections > kills && rounds >= kills;

describe('kill -9 while rolling up leaves rollups that are what all evidence gives', () => {
  let server: RunningPostgres;
  beforeAll(async () => {
    server = await startPostgres();
  }, 60_000);
  afterAll(() => server.stop());

  test('SQLite', { timeout: 120_000 }, async () => {
    const figures = await killDuringSqliteRollUp({ kills, random });
    expect(figures).toSatisfy(isRight);
  });

  test('PostgreSQL', { timeout: 120_000 }, async () => {
    const database = await scratchDatabase(server);
    try {
      const figures = await killDuringRollUp({ store: 'postgres', place: database.url, kills, random });
      expect(figures).toSatisfy(isRight);
    } finally {
      await database.drop();
    }
  });
});
