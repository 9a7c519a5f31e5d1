import type { Json, ProviderEvent } from '@patchbay/contract';
import { describe, expect, test } from 'vitest';
import { eventsOf, fakeConsult, never, room, settled } from '../../fixtures/fake-consult.ts';
import { FakeVonageCloud, vonageFailure } from '../../fixtures/fake-vonage-cloud.ts';
import { createVonageProvider } from './vonage-provider.ts';

const request = (credentials: Json, signal = never) => ({ credentials, userKey: 'user', signal });

describe('connecting', () => {
  test('reports everybody present, and not oneself, before it resolves', async () => {
    const { cloud, join } = fakeConsult();
    await join('doctor');
    const provider = createVonageProvider(cloud.openPage().sdk);
    const events: ProviderEvent[] = [];
    const credentials = cloud.credentials(room, 'patient', 'user-of-patient');
    const connection = await provider.connect(request(credentials), (event) => events.push(event));
    expect(connection.participantId).toBe('patient');
    expect(events).toEqual([
      { type: 'participant-joined', participant: { id: 'doctor', userKey: 'user-of-doctor' } },
    ]);
  });

  test('goes through a proxy when the ticket says so, and asks for it once in a page', async () => {
    const cloud = new FakeVonageCloud();
    const page = cloud.openPage();
    const provider = createVonageProvider(page.sdk);
    const proxyUrl = 'https://proxy.test';
    for (const session of ['session-1', 'session-2']) {
      const credentials = { ...cloud.credentials(session, 'doctor', 'key'), proxyUrl };
      await provider.connect(request(credentials), () => undefined);
    }
    expect(page.proxies).toEqual([proxyUrl]);
  });

  test('goes to Vonage itself otherwise', async () => {
    const { join } = fakeConsult();
    const { page } = await join('doctor');
    expect(page.proxies).toEqual([]);
  });

  test('to a room where this page is already is refused, in place of hanging', async () => {
    const { cloud, join } = fakeConsult();
    const { page } = await join('doctor');
    await expect(join('nurse', { page })).rejects.toMatchObject({ code: 'invalid-state' });
    expect(cloud.in(room)).toHaveLength(1);
  });

  test('again from the same page hears everything once', async () => {
    const { join } = fakeConsult();
    const first = await join('doctor');
    await first.connection.disconnect();
    const again = await join('doctor', { page: first.page });
    await join('patient');
    expect(eventsOf(again, 'participant-joined')).toHaveLength(1);
    expect(eventsOf(first, 'participant-joined')).toEqual([]);
  });

  test.each([
    ['nothing', null],
    ['text', 'token'],
    ['no token', { applicationId: 'a', sessionId: 's' }],
    ['no session', { applicationId: 'a', token: 't' }],
    ['no application', { sessionId: 's', token: 't' }],
    ['an empty token', { applicationId: 'a', sessionId: 's', token: '' }],
    ['a number for a session', { applicationId: 'a', sessionId: 1, token: 't' }],
  ])('refuses %s as credentials', async (_name, credentials) => {
    const provider = createVonageProvider(new FakeVonageCloud().openPage().sdk);
    const connecting = provider.connect(request(credentials), () => undefined);
    await expect(connecting).rejects.toMatchObject({ code: 'ticket-invalid', provider: 'vonage' });
  });

  test.each([
    ['OT_AUTHENTICATION_ERROR', 1004, 'credentials-rejected'],
    ['OT_CONNECT_FAILED', 1006, 'unreachable'],
    ['OT_CONNECTION_LIMIT_EXCEEDED', 1027, 'room-full'],
    ['OT_INVALID_SESSION_ID', 1005, 'room-not-found'],
  ])('tells %s as what it is', async (name, code, ours) => {
    const { cloud, join } = fakeConsult();
    cloud.joining = vonageFailure(name, code);
    await expect(join('doctor')).rejects.toMatchObject({ code: ours, vendorCode: name });
  });
});

describe('a join that is given up', () => {
  test('before it begins asks nobody', async () => {
    const { cloud, join } = fakeConsult();
    await expect(join('doctor', { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' });
    await settled();
    expect(cloud.in(room)).toEqual([]);
  });

  test.each(['stalled', 'answered'] as const)('while it is %s leaves nobody in the room', async (how) => {
    const { cloud, join } = fakeConsult();
    cloud.joining = how;
    const controller = new AbortController();
    const joining = join('doctor', { signal: controller.signal });
    controller.abort();
    await expect(joining).rejects.toMatchObject({ code: 'aborted' });
    await settled();
    expect(cloud.in(room)).toEqual([]);
  });

  test('while it is let in leaves again', async () => {
    const { cloud, join } = fakeConsult();
    const controller = new AbortController();
    const admit = cloud.admit.bind(cloud);
    cloud.admit = (session, token) => {
      controller.abort();
      return admit(session, token);
    };
    const joining = join('doctor', { signal: controller.signal });
    await expect(joining).rejects.toMatchObject({ code: 'aborted' });
    await settled();
    expect(cloud.in(room)).toEqual([]);
  });
});

describe('the same person twice', () => {
  test('the older one leaves, and says why', async () => {
    const { cloud, join } = fakeConsult();
    const older = await join('doctor');
    const newer = await join('doctor');
    await settled();
    expect(older.events.at(-1)).toEqual({ type: 'closed', reason: 'duplicate', error: undefined });
    expect(newer.events).toEqual([]);
    expect(cloud.in(room)).toEqual([newer.page.session(room)]);
  });

  test('is one person to others, who stays', async () => {
    const { join } = fakeConsult();
    const witness = await join('patient');
    await join('doctor');
    const newer = await join('doctor');
    await settled();
    expect(eventsOf(witness, 'participant-left')).toEqual([]);
    await newer.connection.disconnect();
    await settled();
    expect(eventsOf(witness, 'participant-left')).toEqual([
      { type: 'participant-left', participantId: 'doctor' },
    ]);
  });
});
