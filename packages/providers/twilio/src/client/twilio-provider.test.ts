import type { Json, ProviderEvent } from '@patchbay/contract';
import { describe, expect, test } from 'vitest';
import { eventsOf, fakeConsult, settled } from '../../fixtures/fake-consult.ts';
import { createTwilioProvider } from './twilio-provider.ts';

const never = new AbortController().signal;
const request = (credentials: Json, signal = never) => ({ credentials, userKey: 'user', signal });

describe('connecting', () => {
  test('reports everybody present before it resolves', async () => {
    const { cloud, room, provider, join } = fakeConsult();
    await join('doctor');
    const events: ProviderEvent[] = [];
    const credentials = { ...cloud.credentials(room, 'patient') };
    const connection = await provider.connect(request(credentials), (event) => events.push(event));
    expect(connection.participantId).toBe('patient');
    expect(events).toEqual([{ type: 'roster', participants: [{ id: 'doctor', userKey: undefined }] }]);
  });

  test('both sides come to know who the other is', async () => {
    const { join } = fakeConsult();
    const doctor = await join('doctor');
    const patient = await join('patient');
    expect(eventsOf(doctor, 'participant-joined').at(-1)?.participant).toEqual({
      id: 'patient',
      userKey: 'user-of-patient',
    });
    expect(eventsOf(patient, 'participant-joined').at(-1)?.participant).toEqual({
      id: 'doctor',
      userKey: 'user-of-doctor',
    });
  });

  test('opens no device, sends no telemetry and leaves it to us what is shown', async () => {
    const { join, seat } = fakeConsult();
    await join('doctor');
    const { tracks, ...options } = seat('doctor').options;
    expect(tracks).toHaveLength(1);
    expect(options).toEqual({
      name: 'room-1',
      insights: false,
      dominantSpeaker: true,
      networkQuality: { local: 1, remote: 1 },
      bandwidthProfile: {
        video: { clientTrackSwitchOffControl: 'manual', contentPreferencesMode: 'manual' },
      },
    });
  });

  test('goes to the emulator only when the ticket says so', async () => {
    const { cloud, room, provider, seat } = fakeConsult();
    const credentials = { ...cloud.credentials(room, 'doctor'), signalling: 'ws://127.0.0.1:1/signaling' };
    await provider.connect(request(credentials), () => undefined);
    expect(seat('doctor').options.wsServer).toBe('ws://127.0.0.1:1/signaling');
  });

  test.each([
    ['nothing', null],
    ['text', 'token'],
    ['no token', { room: 'room-1' }],
    ['no room', { token: 'token' }],
    ['an empty token', { token: '', room: 'room-1' }],
    ['a list', ['token', 'room-1']],
    ['a number for a room', { token: 'token', room: 1 }],
  ])('refuses %s as credentials', async (_name, credentials) => {
    const { provider } = fakeConsult();
    const connecting = provider.connect(request(credentials), () => undefined);
    await expect(connecting).rejects.toMatchObject({ code: 'ticket-invalid', provider: 'twilio' });
  });

  test.each([
    [20101, 'credentials-rejected'],
    [53000, 'unreachable'],
    [53105, 'room-full'],
    [53106, 'room-not-found'],
  ])('tells the vendor’s %i as %s', async (code, ours) => {
    const { cloud, join } = fakeConsult();
    cloud.joining = code;
    await expect(join('doctor')).rejects.toMatchObject({ code: ours, vendorCode: String(code) });
  });
});

describe('a join that is given up', () => {
  test('before it begins asks nobody', async () => {
    const { cloud, room, provider } = fakeConsult();
    const credentials = { ...cloud.credentials(room, 'doctor') };
    const connecting = provider.connect(request(credentials, AbortSignal.abort()), () => undefined);
    await expect(connecting).rejects.toMatchObject({ code: 'aborted' });
    expect(() => cloud.seat(room, 'doctor')).toThrow('Nobody of that identity');
  });

  test('while it hangs rejects, and nobody is left in the room', async () => {
    const { cloud, room, join } = fakeConsult();
    cloud.joining = 'stalled';
    const controller = new AbortController();
    const joining = join('doctor', controller.signal);
    controller.abort();
    await expect(joining).rejects.toMatchObject({ code: 'aborted' });
    await settled();
    expect(() => cloud.seat(room, 'doctor')).toThrow('Nobody of that identity');
  });

  test('while it is answered leaves again', async () => {
    const { cloud, room, join } = fakeConsult();
    const controller = new AbortController();
    const joining = join('doctor', controller.signal);
    setImmediate(() => controller.abort());
    await expect(joining).rejects.toMatchObject({ code: 'aborted' });
    await settled();
    expect(() => cloud.seat(room, 'doctor')).toThrow('Nobody of that identity');
  });

  test('after joining means nothing', async () => {
    const { cloud, room, join } = fakeConsult();
    const controller = new AbortController();
    await join('doctor', controller.signal);
    controller.abort();
    expect(cloud.seat(room, 'doctor').state).toBe('connected');
  });
});

test('an SDK that cannot be had rejects before anything is asked', async () => {
  const provider = createTwilioProvider({ sdk: () => Promise.reject(new Error('no network')) });
  const connecting = provider.connect(request({ token: 'token', room: 'room' }), () => undefined);
  await expect(connecting).rejects.toThrow('no network');
});
