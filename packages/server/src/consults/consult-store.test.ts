import { readFileSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../../test/start-patchbay.ts';
import type { Consult } from './consult.ts';
import { openConsultStore } from './consult-store.ts';

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
    const store = openConsultStore(file);
    store.insert(consult);
    store.rememberRoom('c1', 'livekit', 'r1');
    store.rememberRoom('c1', 'whereby', 'first');
    store.rememberRoom('c1', 'whereby', 'second');
    store.rememberSeat('c1', 'p1', 'person-1');
    store.recordDelivery('livekit', 'd1', 2_000, 0);
    store.close();
    const again = openConsultStore(file);
    expect(again.find('c1')).toEqual(consult);
    expect(again.findByRoom('livekit', 'r1')).toEqual(consult);
    expect([again.findByRoom('whereby', 'first'), again.roomAt('c1', 'whereby')]).toEqual([
      consult,
      'second',
    ]);
    expect([again.findByRoom('mesh', 'r1'), again.roomAt('c1', 'mesh')]).toEqual([undefined, undefined]);
    expect(again.personIn('c1', 'p1')).toBe('person-1');
    expect([again.participantsOf('c1'), again.participantsOf('c2')]).toEqual([['p1'], []]);
    expect(again.hasDelivery('livekit', 'd1')).toBe(true);
    expect([again.find('c2'), again.findByRoom('livekit', 'r2'), again.personIn('c1', 'p2')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(again.hasDelivery('mesh', 'd1')).toBe(false);
    again.close();
  });

  test('lists the open ones, oldest first', async () => {
    const store = openConsultStore(await newFile());
    store.insert({ ...consult, id: 'c2', room: 'r2', createdAt: 2_000 });
    store.insert(consult);
    store.insert({ ...consult, id: 'c3', room: 'r3' });
    store.setState('c3', 'ended', 3_000);
    expect(store.open().map(({ id }) => id)).toEqual(['c1', 'c2']);
    expect(store.find('c3')).toMatchObject({ state: 'ended', endedAt: 3_000 });
    store.close();
  });

  test('forgets old deliveries', async () => {
    const store = openConsultStore(await newFile());
    store.recordDelivery('livekit', 'old', 1_000, 0);
    store.recordDelivery('livekit', 'new', 9_000, 5_000);
    expect([store.hasDelivery('livekit', 'old'), store.hasDelivery('livekit', 'new')]).toEqual([false, true]);
    store.close();
  });

  test('refuses a file that is no database, and leaves it as it is', async () => {
    const file = join(await temporaryDirectory(), 'consults.sqlite');
    writeFileSync(file, 'this is not a database\n'.repeat(500));
    const before = readFileSync(file);
    expect(() => openConsultStore(file)).toThrow(expect.objectContaining({ code: 'store-corrupt', file }));
    expect(readFileSync(file)).toEqual(before);
  });

  test('refuses a damaged database, and leaves it as it is', async () => {
    const file = await newFile();
    const store = openConsultStore(file);
    for (let index = 0; index < 200; index += 1)
      store.insert({ ...consult, id: `c${index}`, room: `r${index}` });
    store.close();
    const bytes = readFileSync(file);
    bytes.fill(0x5a, 4_096, 20_480);
    writeFileSync(file, bytes);
    expect(() => openConsultStore(file)).toThrow(expect.objectContaining({ code: 'store-corrupt' }));
    expect(readFileSync(file)).toEqual(bytes);
  });

  test('refuses a file of a later version, and leaves it as it is', async () => {
    const file = join(await temporaryDirectory(), 'consults.sqlite');
    const database = new DatabaseSync(file);
    database.exec('PRAGMA user_version = 99; CREATE TABLE later (id TEXT)');
    database.close();
    const before = readFileSync(file);
    expect(() => openConsultStore(file)).toThrow(expect.objectContaining({ code: 'store-too-new' }));
    expect(readFileSync(file)).toEqual(before);
  });

  test('says so when there is a directory in its place', async () => {
    const file = await temporaryDirectory();
    expect(() => openConsultStore(file)).toThrow(expect.objectContaining({ name: 'StoreError' }));
  });
});
