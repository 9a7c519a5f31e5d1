import type { Json, ProviderEvent } from '@patchbay/contract';
import { describe, expect, test, vi } from 'vitest';
import { eventsOf, fakeConsult, settled } from '../../fixtures/fake-consult.ts';
import { FakeDailyCall } from '../../fixtures/fake-daily-cloud.ts';
import { createDailyProvider } from './daily-provider.ts';
import type { DailyCallOptions } from './daily-sdk.ts';

type Consult = ReturnType<typeof fakeConsult>;
const connect = (
  { provider }: Pick<Consult, 'provider'>,
  credentials: Json,
  signal = new AbortController().signal,
) => provider.connect({ credentials, userKey: 'user-1', signal }, () => undefined);

/** A consult whose calls are there to look at, with the options that they were made with. */
function watchedConsult() {
  const consult = fakeConsult();
  const calls: FakeDailyCall[] = [];
  const options: DailyCallOptions[] = [];
  const createCallObject = (given: DailyCallOptions): FakeDailyCall => {
    const call = new FakeDailyCall(consult.cloud);
    calls.push(call);
    options.push(given);
    return call;
  };
  const provider = createDailyProvider({ sdk: () => Promise.resolve({ createCallObject }) });
  return { ...consult, provider, calls, options };
}

describe('connecting', () => {
  test('reports everybody present before it resolves', async () => {
    const { cloud, room, provider, join } = fakeConsult();
    await join('doctor');
    const events: ProviderEvent[] = [];
    const { signal } = new AbortController();
    const request = { credentials: cloud.credentials(room, 'patient'), userKey: 'user-1', signal };
    const connection = await provider.connect(request, (event) => events.push(event));
    expect(connection.participantId).toBe('patient');
    const participants = [{ id: 'doctor', userKey: 'user-of-doctor' }];
    expect(events[0]).toEqual({ type: 'roster', participants, media: [] });
  });

  test('opens no device, lets a second call be, and needs no eval', async () => {
    const consult = watchedConsult();
    await connect(consult, consult.cloud.credentials(consult.room, 'doctor'));
    expect(consult.options).toEqual([
      {
        allowMultipleCallInstances: true,
        startVideoOff: true,
        startAudioOff: true,
        subscribeToTracksAutomatically: true,
        dailyConfig: { avoidEval: true },
      },
    ]);
  });

  test('loads the stand-in only when the ticket says so', async () => {
    const consult = watchedConsult();
    const callMachine = 'http://127.0.0.1:7/call-machine';
    await connect(consult, { ...consult.cloud.credentials(consult.room, 'doctor'), callMachine });
    expect(consult.options[0]?.dailyConfig).toEqual({ avoidEval: true, bundlePathOverride: callMachine });
  });

  test.each([
    [null],
    ['text'],
    [[]],
    [{}],
    [{ url: 'https://fake.daily.test/room-1' }],
    [{ url: 'not an address', token: 'token' }],
    [{ url: 7, token: 'token' }],
    [{ url: 'https://fake.daily.test/room-1', token: '' }],
  ])('with %j asks nobody', async (credentials) => {
    const consult = watchedConsult();
    await expect(connect(consult, credentials)).rejects.toMatchObject({ code: 'ticket-invalid' });
    expect(consult.calls).toEqual([]);
  });
});

describe('a join that Daily refuses', () => {
  test.each([
    ['with another room’s token', { token: 'room-2:doctor' }, 'credentials-rejected', 'not-allowed'],
    [
      'to a room that is gone',
      { url: 'https://fake.daily.test/gone', token: 'gone:doctor' },
      'room-not-found',
      'no-room',
    ],
    ['for want of a network', { url: 'https://nowhere.test/room-1' }, 'unreachable', 'connection-error'],
  ])('%s leaves no call object', async (_name, change, code, vendorCode) => {
    const consult = watchedConsult();
    const joining = connect(consult, { ...consult.cloud.credentials(consult.room, 'doctor'), ...change });
    await expect(joining).rejects.toMatchObject({ code, vendorCode, provider: 'daily' });
    expect(consult.calls.map(({ isOver }) => isOver)).toEqual([true]);
  });

  test('because it is full', async () => {
    const { join } = fakeConsult(1);
    await join('doctor');
    await expect(join('patient')).rejects.toMatchObject({ code: 'room-full', vendorCode: 'meeting-full' });
  });

  test('with a text alone is what the event before it said', async () => {
    const consult = watchedConsult();
    vi.spyOn(FakeDailyCall.prototype, 'join').mockImplementationOnce(function (this: FakeDailyCall) {
      this.emit('error', { errorMsg: 'no', error: { type: 'connection-error' } });
      return Promise.reject(new Error('Failed to load call object bundle.'));
    });
    const joining = connect(consult, consult.cloud.credentials(consult.room, 'doctor'));
    await expect(joining).rejects.toMatchObject({ code: 'unreachable', vendorCode: 'connection-error' });
  });
});

describe('an abandoned join', () => {
  test('rejects at once, though Daily never answers, and destroys the call', async () => {
    const consult = watchedConsult();
    const controller = new AbortController();
    vi.spyOn(FakeDailyCall.prototype, 'join').mockImplementationOnce(() => new Promise(() => undefined));
    const joining = connect(consult, consult.cloud.credentials(consult.room, 'doctor'), controller.signal);
    await settled();
    controller.abort();
    await expect(joining).rejects.toMatchObject({ code: 'aborted', provider: 'daily' });
    expect(consult.calls.map(({ isOver }) => isOver)).toEqual([true]);
  });

  test('before it began lets nobody in', async () => {
    const consult = watchedConsult();
    const doctor = await consult.join('doctor');
    const credentials = consult.cloud.credentials(consult.room, 'patient');
    await expect(connect(consult, credentials, AbortSignal.abort())).rejects.toMatchObject({
      code: 'aborted',
    });
    await settled();
    expect(eventsOf(doctor, 'roster').at(-1)?.participants).toEqual([]);
  });
});
