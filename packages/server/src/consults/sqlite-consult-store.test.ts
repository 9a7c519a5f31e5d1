import { readFileSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../../test/start-patchbay.ts';
import type { Consult } from './consult.ts';
import { openSqliteConsultStore } from './sqlite-consult-store.ts';

const consult: Consult = {
  id: 'c1',
  tenant: 'north',
  carriers: [
    { provider: 'mesh', deployment: 'self-hosted' },
    { provider: 'livekit', deployment: 'cloud-scale' },
  ],
  room: 'r1',
  phi: true,
  features: ['recording'],
  maxParticipants: 3,
  state: 'open',
  createdAt: 1_000,
  endedAt: undefined,
};

const newFile = async (): Promise<string> => join(await temporaryDirectory(), 'deep', 'consults.sqlite');

describe('the consult store', () => {
  test('gives back what was written, also after it was closed', async () => {
    const file = await newFile();
    const store = openSqliteConsultStore(file);
    await store.insert(consult);
    await store.rememberRoom('c1', 'livekit', 'r1');
    await store.rememberRoom('c1', 'whereby', 'first');
    await store.rememberRoom('c1', 'whereby', 'second');
    expect(await store.takeSeat('c1', 'p1', 'person-1')).toBe(true);
    await store.recordDelivery('livekit', 'd1', 2_000, 0);
    await store.close();
    const again = openSqliteConsultStore(file);
    expect(await again.find('c1')).toEqual(consult);
    expect(await again.findByRoom('livekit', 'r1')).toEqual(consult);
    expect([await again.findByRoom('whereby', 'first'), await again.roomAt('c1', 'whereby')]).toEqual([
      consult,
      'second',
    ]);
    expect([await again.findByRoom('mesh', 'r1'), await again.roomAt('c1', 'mesh')]).toEqual([
      undefined,
      undefined,
    ]);
    expect(await again.personIn('c1', 'p1')).toBe('person-1');
    expect([await again.participantsOf('c1'), await again.participantsOf('c2')]).toEqual([['p1'], []]);
    expect(await again.hasDelivery('livekit', 'd1')).toBe(true);
    expect([
      await again.find('c2'),
      await again.findByRoom('livekit', 'r2'),
      await again.personIn('c1', 'p2'),
    ]).toEqual([undefined, undefined, undefined]);
    expect(await again.hasDelivery('mesh', 'd1')).toBe(false);
    await again.close();
  });

  test('lists the open ones, oldest first', async () => {
    const store = openSqliteConsultStore(await newFile());
    await store.insert({ ...consult, id: 'c2', room: 'r2', createdAt: 2_000 });
    await store.insert(consult);
    await store.insert({ ...consult, id: 'c3', room: 'r3' });
    await store.markEnded('c3', 3_000);
    expect((await store.open()).map(({ id }) => id)).toEqual(['c1', 'c2']);
    expect(await store.find('c3')).toMatchObject({ state: 'ended', endedAt: 3_000 });
    await store.close();
  });

  test('opens, fails and ends a consult once, whoever asks at the same time', async () => {
    const store = openSqliteConsultStore(await newFile());
    await store.insert({ ...consult, state: 'opening' });
    expect(await store.takeSeat('c1', 'p1', 'person-1')).toBe(false);
    const carriers = [consult.carriers[0]] as const;
    expect(await Promise.all([store.markOpen('c1', carriers), store.markOpen('c1', carriers)])).toEqual([
      true,
      false,
    ]);
    expect(await store.markFailed('c1', 2_000)).toBe(false);
    expect(await store.find('c1')).toEqual({ ...consult, carriers });
    expect(await Promise.all([store.markEnded('c1', 3_000), store.markEnded('c1', 4_000)])).toEqual([
      true,
      false,
    ]);
    expect(await store.markOpen('c1', carriers)).toBe(false);
    expect(await store.find('c1')).toMatchObject({ state: 'ended', endedAt: 3_000 });
    await store.insert({ ...consult, id: 'c2', room: 'r2', state: 'opening' });
    expect(await store.markFailed('c2', 2_000)).toBe(true);
    expect(await store.find('c2')).toMatchObject({ state: 'failed', endedAt: 2_000 });
    await store.close();
  });

  test('gives no seat in a consult that is over, and keeps those that were given', async () => {
    const store = openSqliteConsultStore(await newFile());
    await store.insert(consult);
    expect(await store.takeSeat('c1', 'p1', 'person-1')).toBe(true);
    expect(await store.takeSeat('c1', 'p1', 'person-1')).toBe(true);
    await store.markEnded('c1', 3_000);
    expect(await store.takeSeat('c1', 'p2', 'person-2')).toBe(false);
    expect(await store.takeSeat('c9', 'p1', 'person-1')).toBe(false);
    expect(await store.participantsOf('c1')).toEqual(['p1']);
    await store.close();
  });

  test('says to one of two that a delivery is new', async () => {
    const store = openSqliteConsultStore(await newFile());
    const record = () => store.recordDelivery('livekit', 'd1', 1_000, 0);
    expect(await Promise.all([record(), record()])).toEqual([true, false]);
    expect(await store.recordDelivery('mesh', 'd1', 1_000, 0)).toBe(true);
    await store.close();
  });

  test('forgets old deliveries', async () => {
    const store = openSqliteConsultStore(await newFile());
    await store.recordDelivery('livekit', 'old', 1_000, 0);
    await store.recordDelivery('livekit', 'new', 9_000, 5_000);
    expect([await store.hasDelivery('livekit', 'old'), await store.hasDelivery('livekit', 'new')]).toEqual([
      false,
      true,
    ]);
    await store.close();
  });

  test('refuses a file that is no database, and leaves it as it is', async () => {
    const file = join(await temporaryDirectory(), 'consults.sqlite');
    writeFileSync(file, 'this is not a database\n'.repeat(500));
    const before = readFileSync(file);
    expect(() => openSqliteConsultStore(file)).toThrow(
      expect.objectContaining({ code: 'store-corrupt', file }),
    );
    expect(readFileSync(file)).toEqual(before);
  });

  test('refuses a damaged database, and leaves it as it is', async () => {
    const file = await newFile();
    const store = openSqliteConsultStore(file);
    for (let index = 0; index < 200; index += 1)
      await store.insert({ ...consult, id: `c${index}`, room: `r${index}` });
    await store.close();
    const bytes = readFileSync(file);
    bytes.fill(0x5a, 4_096, 20_480);
    writeFileSync(file, bytes);
    expect(() => openSqliteConsultStore(file)).toThrow(expect.objectContaining({ code: 'store-corrupt' }));
    expect(readFileSync(file)).toEqual(bytes);
  });

  test('refuses a file of a later version, and leaves it as it is', async () => {
    const file = join(await temporaryDirectory(), 'consults.sqlite');
    const database = new DatabaseSync(file);
    database.exec('PRAGMA user_version = 99; CREATE TABLE later (id TEXT)');
    database.close();
    const before = readFileSync(file);
    expect(() => openSqliteConsultStore(file)).toThrow(expect.objectContaining({ code: 'store-too-new' }));
    expect(readFileSync(file)).toEqual(before);
  });

  test('says so when there is a directory in its place', async () => {
    const file = await temporaryDirectory();
    expect(() => openSqliteConsultStore(file)).toThrow(expect.objectContaining({ name: 'StoreError' }));
  });
});
