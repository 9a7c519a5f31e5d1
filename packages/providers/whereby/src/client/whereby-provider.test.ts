import { installFakeMedia } from '@patchbay/conformance';
import type { Json } from '@patchbay/contract';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { fakeConsult, settled } from '../../fixtures/fake-consult.ts';
import { reachable } from '../../fixtures/fake-harness.ts';
import { createWherebyProvider } from './whereby-provider.ts';

let uninstall: () => void = () => undefined;
beforeAll(() => void (uninstall = installFakeMedia()));
afterAll(() => uninstall());
afterEach(() => void vi.useRealTimers());

const connect = (
  { provider }: Pick<ReturnType<typeof fakeConsult>, 'provider'>,
  credentials: Json,
  signal = new AbortController().signal,
) => provider.connect({ credentials, userKey: 'user-1', signal }, () => undefined);

describe('credentials', () => {
  test.each([
    [null],
    ['text'],
    [[]],
    [{}],
    [{ roomUrl: 'https://fake.whereby.com/room-1' }],
    [{ roomUrl: 'not an address', participant: 'doctor' }],
    [{ roomUrl: 7, participant: 'doctor' }],
    [{ roomUrl: 'https://fake.whereby.com/room-1', participant: '' }],
  ])('%j are none', async (credentials) => {
    const consult = fakeConsult();
    await expect(connect(consult, credentials)).rejects.toMatchObject({ code: 'ticket-invalid' });
    expect(consult.cloud.clients).toEqual([]);
  });

  test('go to the SDK as they are, with no name', async () => {
    const consult = fakeConsult();
    await connect(consult, { ...consult.access, participant: 'doctor' });
    expect(consult.cloud.clients[0]?.join).toEqual({ ...consult.access, externalId: 'doctor' });
  });
});

describe('a join that Whereby refuses', () => {
  test.each([
    ['with another key', { roomKey: 'forged' }, 'credentials-rejected', 'invalid_key'],
    ['without a key', { roomKey: '' }, 'not-allowed', 'room_locked'],
    [
      'to a room that is gone',
      { roomUrl: 'https://fake.whereby.com/gone' },
      'room-not-found',
      'room_unclaimed',
    ],
  ])('%s', async (_name, change, code, vendorCode) => {
    const consult = fakeConsult();
    const joining = connect(consult, { ...consult.access, participant: 'doctor', ...change });
    await expect(joining).rejects.toMatchObject({ code, vendorCode, provider: 'whereby' });
    expect(consult.cloud.clients[0]?.isActive).toBe(false);
  });

  test('because it is full', async () => {
    const { join } = fakeConsult();
    for (const name of ['a', 'b', 'c', 'd']) await join(name);
    await expect(join('e')).rejects.toMatchObject({ code: 'room-full' });
  });
});

test('a server that is not there is told at once, though the SDK says nothing', async () => {
  const consult = fakeConsult();
  const credentials = { roomUrl: 'https://nowhere.whereby.com/room', participant: 'doctor' };
  const joining = connect(consult, credentials);
  await expect(joining).rejects.toMatchObject({ code: 'unreachable', retryable: true });
  expect(consult.cloud.clients[0]?.isActive).toBe(false);
});

test('whether it is there is asked without a body, CORS or credentials', async () => {
  const asked: unknown[] = [];
  const { cloud, access } = fakeConsult();
  const ask: typeof fetch = (input, init) => {
    asked.push([input, init?.method, init?.mode, init?.body]);
    return reachable(input, init);
  };
  const provider = createWherebyProvider({ sdk: () => Promise.resolve(cloud.sdk), fetch: ask });
  await connect({ provider }, { ...access, participant: 'doctor' });
  expect(asked).toEqual([
    ['https://api.whereby.dev/organization-subdomains/fake/', 'HEAD', 'no-cors', undefined],
  ]);
});

describe('an abandoned join', () => {
  test('before it began asks nobody', async () => {
    const consult = fakeConsult();
    const credentials = { ...consult.access, participant: 'doctor' };
    await expect(connect(consult, credentials, AbortSignal.abort())).rejects.toMatchObject({
      code: 'aborted',
    });
    expect(consult.cloud.clients[0]?.join).toBeUndefined();
  });

  test('that is answered all the same leaves nobody in the room', async () => {
    const consult = fakeConsult();
    const doctor = await consult.join('doctor');
    const controller = new AbortController();
    const answer = consult.cloud.admit.bind(consult.cloud);
    vi.spyOn(consult.cloud, 'admit').mockImplementationOnce((client) => {
      controller.abort();
      consult.cloud.later(() => answer(client));
    });
    const joining = connect(consult, { ...consult.access, participant: 'patient' }, controller.signal);
    await expect(joining).rejects.toMatchObject({ code: 'aborted' });
    await settled();
    expect(consult.cloud.clients[1]?.status).toBe('left');
    expect(doctor.events.findLast(({ type }) => type === 'roster')).toMatchObject({ participants: [] });
  });

  test('does not wait for good for an answer', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const consult = fakeConsult();
    const controller = new AbortController();
    const admit = vi.spyOn(consult.cloud, 'admit').mockImplementation(() => undefined);
    const joining = connect(consult, { ...consult.access, participant: 'doctor' }, controller.signal);
    const ending = joining.catch((error: unknown) => error);
    await settled();
    expect(admit).toHaveBeenCalledOnce();
    controller.abort();
    await vi.advanceTimersByTimeAsync(2000);
    expect(await ending).toMatchObject({ code: 'aborted' });
  });
});

test('leaving without signalling hangs up, so that nothing comes back', async () => {
  const { cloud, join } = fakeConsult();
  const { client, connection } = await join('doctor');
  const restore = cloud.interrupt(client);
  await settled();
  const hangUp = vi.spyOn(cloud, 'hangUp');
  await connection.disconnect();
  expect(hangUp).toHaveBeenCalledWith(client);
  restore();
  expect(client.status).toBe('disconnected');
});

test('blank tracks end with the connection', async () => {
  const { join } = fakeConsult();
  const { client, connection } = await join('doctor');
  const tracks = client.camera?.getTracks() ?? [];
  expect(tracks.map(({ kind, enabled, readyState }) => [kind, enabled, readyState])).toEqual([
    ['audio', false, 'live'],
    ['video', false, 'live'],
  ]);
  await connection.disconnect();
  expect(tracks.map(({ readyState }) => readyState)).toEqual(['ended', 'ended']);
});
