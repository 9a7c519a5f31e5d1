import { describe, expect, test, vi } from 'vitest';
import { headlessSdk, MediasoupWorld } from '../../fixtures/mediasoup-world.ts';
import { devicesOf } from './mediasoup-device.ts';
import { createMediasoupProvider, type MediasoupDevice, type MediasoupSdk } from './index.ts';

const signal = new AbortController().signal;
const good = { url: 'wss://video.example.org', token: 'token', participant: 'p', iceServers: [] };
const sdkWith = (device: Partial<MediasoupDevice> | Error): MediasoupSdk => ({
  Device: {
    factory: () =>
      device instanceof Error ? Promise.reject(device) : Promise.resolve(device as MediasoupDevice),
  },
});

describe('what are no credentials', () => {
  test.each([
    null,
    7,
    'x',
    [],
    {},
    { ...good, url: '' },
    { ...good, token: null },
    { ...good, iceServers: 'turn:x' },
  ])('%j', async (credentials) => {
    const provider = createMediasoupProvider({ sdk: () => Promise.resolve(headlessSdk) });
    const joining = provider.connect({ credentials, userKey: 'key', signal }, () => undefined);
    await expect(joining).rejects.toMatchObject({ code: 'ticket-invalid', provider: 'mediasoup' });
  });
});

test('an SDK that cannot be had is told, and the server is not bothered', async () => {
  const openSocket = vi.fn<() => WebSocket>();
  const gone = new Error('offline');
  const provider = createMediasoupProvider({ sdk: () => Promise.reject(gone), platform: { openSocket } });
  const joining = provider.connect({ credentials: good, userKey: 'key', signal }, () => undefined);
  await expect(joining).rejects.toBe(gone);
  expect(openSocket).not.toHaveBeenCalled();
});

test('a browser that the SDK does not know cannot join, and leaves no seat behind', async () => {
  const world = new MediasoupWorld();
  const backend = await world.start();
  const unknown = sdkWith(Object.assign(new Error('unknown browser'), { name: 'UnsupportedError' }));
  const request = { room: 'room', participant: 'ann', userKey: 'key', ttlSeconds: 60 };
  const credentials = await backend.mintCredentials(request);
  const joining = world
    .provider('key', {}, unknown)
    .connect({ credentials, userKey: 'key', signal }, () => undefined);
  await expect(joining).rejects.toMatchObject({ code: 'unsupported' });
  await vi.waitFor(async () => expect(await backend.listParticipants('room')).toEqual([]));
});

describe('what a browser can do', () => {
  test('is found out once for each kind of router, also by two at once', async () => {
    const load = vi.fn<() => Promise<void>>(() => Promise.resolve());
    const sdk = sdkWith({ load });
    const [first, second] = await Promise.all([
      devicesOf(sdk)({ codecs: [1] }),
      devicesOf(sdk)({ codecs: [1] }),
    ]);
    expect([first === second, load.mock.calls.length]).toEqual([true, 1]);
    await devicesOf(sdk)({ codecs: [2] });
    expect(load).toHaveBeenCalledTimes(2);
  });

  test('is asked again when it could not be found out', async () => {
    const load = vi.fn<() => Promise<void>>(() => Promise.resolve());
    load.mockRejectedValueOnce(new Error('busy'));
    const deviceFor = devicesOf(sdkWith({ load }));
    await expect(deviceFor({})).rejects.toThrow('busy');
    await expect(deviceFor({})).resolves.toBeDefined();
  });
});
