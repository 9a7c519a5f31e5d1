import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type RunningPostgres, scratchDatabase, startPostgres } from '../servers/start-postgres.ts';
import { killDuringConsults } from './kill-during-consults.ts';

// A small part of `npm run soak`, the same one every time.
const kills = 4;
const moments = [0.3, 0.9, 0.1, 0.6];
const random = () => {
  const [moment = 0.5] = moments;
  moments.push(...moments.splice(0, 1));
  return moment;
};

const scratchFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-consults-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
};

describe('kill -9 while consults are created and ended', () => {
  let server: RunningPostgres;
  beforeAll(async () => {
    server = await startPostgres();
  }, 60_000);
  afterAll(() => server.stop());

  test('leaves no consult half done, and no row out or twice: SQLite', { timeout: 90_000 }, async () => {
    const figures = await killDuringConsults({ folder: await scratchFolder(), kills, random });
    expect(figures).toMatchObject({ kills, chain: 'intact', wrong: [] });
    expect(figures.created).toBeGreaterThan(kills);
    expect(figures.consults['ended']).toBeGreaterThanOrEqual(figures.ended);
    expect(figures.unfinished + figures.opening).toBeGreaterThan(0);
  });

  test('nor on PostgreSQL, where two servers recover at once', { timeout: 90_000 }, async () => {
    const { url: databaseUrl, drop } = await scratchDatabase(server);
    onTestFinished(drop);
    const figures = await killDuringConsults({ folder: await scratchFolder(), databaseUrl, kills, random });
    expect(figures).toMatchObject({ kills, chain: 'intact', wrong: [] });
    expect(figures.created).toBeGreaterThan(kills);
    expect(figures.consults['ended']).toBeGreaterThanOrEqual(figures.ended);
    expect(figures.unfinished + figures.opening).toBeGreaterThan(0);
  });
});
