import { isVideoError } from '@patchbay/contract';
import type { Json, ProviderEvent } from '@patchbay/contract';
import { describe, expect, test } from 'vitest';
import { eventsOf, fakeConsult, settled } from '../../fixtures/fake-consult.ts';
import { createLivekitProvider } from './livekit-provider.ts';

const never = new AbortController().signal;
const request = (credentials: Json, signal = never) => ({ credentials, userKey: 'user', signal });

describe('connecting', () => {
  test('reports everybody present, with their user keys, before it resolves', async () => {
    const { cloud, room, provider, join } = fakeConsult();
    await join('doctor');
    const events: ProviderEvent[] = [];
    const credentials = { ...cloud.credentials(room, 'patient', 'key-2') };
    const connection = await provider.connect(request(credentials), (event) => events.push(event));
    expect(connection.participantId).toBe('patient');
    expect(events).toEqual([{ type: 'roster', participants: [{ id: 'doctor', userKey: 'user-of-doctor' }] }]);
  });

  test('tells those who are there already who came', async () => {
    const { join } = fakeConsult();
    const doctor = await join('doctor');
    await join('patient');
    expect(eventsOf(doctor, 'participant-joined')).toEqual([
      { type: 'participant-joined', participant: { id: 'patient', userKey: 'user-of-patient' } },
    ]);
  });

  test('makes rooms that leave the tracks to the session', async () => {
    const { cloud, join } = fakeConsult();
    await join('doctor');
    expect(cloud.clients[0]?.options.stopLocalTrackOnUnpublish).toBe(false);
  });

  test('two connections in one page do not hear each other', async () => {
    const { cloud, provider, join } = fakeConsult();
    const here = await join('doctor');
    cloud.createRoom('room-2');
    const elsewhere: ProviderEvent[] = [];
    const credentials = { ...cloud.credentials('room-2', 'doctor', 'key') };
    await provider.connect(request(credentials), (event) => elsewhere.push(event));
    await here.connection.send('only here', undefined);
    await settled();
    expect(elsewhere).toEqual([{ type: 'roster', participants: [] }]);
  });

  test.each([
    ['nothing', null],
    ['text', 'wss://livekit.test'],
    ['no token', { url: 'wss://livekit.test' }],
    ['an empty token', { url: 'wss://livekit.test', token: '' }],
    ['another protocol', { url: 'ftp://livekit.test', token: 'x' }],
    ['a list', ['wss://livekit.test', 'x']],
  ])('refuses %s as credentials', async (_name, credentials) => {
    const { provider } = fakeConsult();
    const connecting = provider.connect(request(credentials), () => undefined);
    await expect(connecting).rejects.toMatchObject({ code: 'ticket-invalid', provider: 'livekit' });
  });

  test('says when the SDK could not be loaded', async () => {
    const cause = new Error('chunk 7 is missing');
    const provider = createLivekitProvider({ sdk: () => Promise.reject(cause) });
    const connecting = provider.connect(request({ url: 'wss://livekit.test', token: 'x' }), () => undefined);
    await expect(connecting).rejects.toMatchObject({ code: 'sdk-load-failed', retryable: true, cause });
  });

  test('an unreachable server, an unknown room and refused credentials are three errors', async () => {
    const { cloud, room, provider } = fakeConsult();
    const events: ProviderEvent[] = [];
    const codeOf = (credentials: Json) =>
      provider
        .connect(request(credentials), (event) => events.push(event))
        .then(
          () => 'joined',
          (error: unknown) => (isVideoError(error) ? [error.code, error.vendorCode] : error),
        );
    expect(await codeOf({ ...cloud.credentials('room-9', 'doctor', 'key') })).toEqual([
      'room-not-found',
      'connection-0-404',
    ]);
    expect(await codeOf({ url: cloud.url, token: 'forged' })).toEqual([
      'credentials-rejected',
      'connection-0-401',
    ]);
    cloud.joining = 'unreachable';
    expect(await codeOf({ ...cloud.credentials(room, 'doctor', 'key') })).toEqual([
      'unreachable',
      'connection-1',
    ]);
    // A join that fails is told by the rejection alone.
    expect(events).toEqual([]);
  });

  test('keeps the token that the server repeats out of the error', async () => {
    const { cloud, provider } = fakeConsult();
    const token = 'secret-token';
    const error: unknown = await provider
      .connect(request({ url: cloud.url, token }), () => undefined)
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'credentials-rejected' });
    expect(error).toHaveProperty('cause', undefined);
    expect(String(error)).not.toContain(token);
  });
});

describe('abandoning a join', () => {
  test('before it began makes no room', async () => {
    const { cloud, join } = fakeConsult();
    await expect(join('doctor', AbortSignal.abort())).rejects.toMatchObject({ code: 'aborted' });
    expect(cloud.clients).toEqual([]);
  });

  test('while the server is silent leaves nothing behind', async () => {
    const { cloud, room, provider } = fakeConsult();
    cloud.joining = 'stalled';
    const controller = new AbortController();
    const events: ProviderEvent[] = [];
    const credentials = { ...cloud.credentials(room, 'doctor', 'key') };
    const connecting = provider.connect(request(credentials, controller.signal), (event) =>
      events.push(event),
    );
    await settled();
    controller.abort();
    await expect(connecting).rejects.toMatchObject({ code: 'aborted' });
    expect(cloud.clients[0]?.state).toBe('disconnected');
    expect(events).toEqual([]);
  });

  test('is what is told, even when the server fails at the same moment', async () => {
    const { cloud, room } = fakeConsult();
    const controller = new AbortController();
    class FailingRoom extends cloud.sdk.Room {
      override connect(): Promise<void> {
        controller.abort();
        return Promise.reject(new Error('too late'));
      }
    }
    const sdk = { ...cloud.sdk, Room: FailingRoom };
    const provider = createLivekitProvider({ sdk: () => Promise.resolve(sdk) });
    const credentials = { ...cloud.credentials(room, 'doctor', 'key') };
    const connecting = provider.connect(request(credentials, controller.signal), () => undefined);
    await expect(connecting).rejects.toMatchObject({ code: 'aborted' });
  });

  test('after it succeeded changes nothing', async () => {
    const { join } = fakeConsult();
    const controller = new AbortController();
    const doctor = await join('doctor', controller.signal);
    controller.abort();
    await settled();
    expect(doctor.connection.native.state).toBe('connected');
  });
});
