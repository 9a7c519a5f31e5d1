import { describe, expect, test } from 'vitest';
import { MediasoupWorld, settings } from '../../fixtures/mediasoup-world.ts';
import { createMediasoupBackend } from './index.ts';

const room = { room: 'room', vendorRoom: undefined, maxParticipants: 4, emptyTimeoutSeconds: 60 };

describe('the backend', () => {
  test('starts its workers, makes rooms on them, and ends with them', async () => {
    const world = new MediasoupWorld();
    const backend = await world.start();
    expect(await backend.check()).toEqual({ reachable: true, detail: '2 of 2 mediasoup workers run.' });
    expect(await backend.createRoom(room)).toBe('room');
    expect(await backend.createRoom(room)).toBe('room');
    expect(world.engine.workers.flatMap(({ routers }) => routers)).toHaveLength(1);
    await backend.endRoom('room');
    await backend.endRoom('room');
    expect(world.engine.workers.flatMap(({ routers }) => routers).map(({ closed }) => closed)).toEqual([
      true,
    ]);
    await backend.close();
    expect(world.engine.running).toEqual([]);
    expect(await backend.check()).toMatchObject({ detail: expect.stringMatching(/mediasoup workers run/) });
  });

  test('hands out credentials without anything that tells who it is for', async () => {
    const world = new MediasoupWorld();
    const iceServers = [{ urls: 'turn:turn.example.org', username: 'u', credential: 'c' }];
    const backend = await world.start({}, { iceServers: JSON.stringify(iceServers) });
    const request = { room: 'room', participant: 'opaque', userKey: 'key', ttlSeconds: 60 };
    const credentials = (await backend.mintCredentials(request)) as Readonly<Record<string, unknown>>;
    const url = 'wss://video.example.org/v1/signalling/mediasoup';
    expect(credentials).toEqual({ url, token: expect.any(String), participant: 'opaque', iceServers });
    expect(String(credentials['url'])).not.toContain('opaque');
  });

  test('asks for rooms that fit', async () => {
    const backend = await new MediasoupWorld().start();
    await expect(backend.createRoom({ ...room, maxParticipants: 17 })).rejects.toMatchObject({
      code: 'invalid-argument',
    });
  });

  test('says that no room can be had while no worker runs', async () => {
    const world = new MediasoupWorld();
    const backend = await world.start();
    world.engine.failures = 10;
    for (const worker of world.engine.running) worker.die();
    await expect(backend.createRoom(room)).rejects.toMatchObject({
      code: 'unreachable',
      provider: 'mediasoup',
    });
    expect(await backend.check()).toMatchObject({ reachable: false });
    await backend.close();
  });

  test('is not made when no worker starts, and leaves none behind', async () => {
    const world = new MediasoupWorld();
    world.engine.failures = 1;
    await expect(world.start()).rejects.toMatchObject({ code: 'provider-failure', provider: 'mediasoup' });
    expect(world.engine.running).toEqual([]);
  });

  test('says so when mediasoup’s own worker is missing', async () => {
    const { context } = new MediasoupWorld();
    const missing = { ...settings, workerBinary: '/nowhere/mediasoup-worker' };
    await expect(createMediasoupBackend(missing, context)).rejects.toMatchObject({
      code: 'provider-failure',
    });
  });
});
