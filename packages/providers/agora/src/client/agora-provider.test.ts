import type { Json, ProviderEvent } from '@patchbay/contract';
import { describe, expect, test } from 'vitest';
import { fakeConsult, settled } from '../../fixtures/fake-consult.ts';
import { createAgoraProvider } from './agora-provider.ts';

const never = new AbortController().signal;

describe('connecting', () => {
  test('tells who was there before it resolves, then who they are', async () => {
    const { join } = fakeConsult();
    await join(2);
    const second = await join(4);
    expect(second.connection.participantId).toBe('4');
    expect(second.of('roster')).toMatchObject([{ participants: [{ id: '2' }] }]);
    await settled();
    const known = second.of('participant-joined').map((event) => event.participant);
    expect(known.at(-1)).toEqual({ id: '2', userKey: 'user-2' });
  });

  test('goes through a proxy only when the ticket says so', async () => {
    const { cloud, channel, join, seat } = fakeConsult();
    await join(2);
    expect(seat(2).proxyServer).toBeUndefined();
    const credentials = { ...cloud.credentials(channel, 4), proxyServer: 'proxy.test' };
    const provider = createAgoraProvider(cloud.openPage());
    await provider.connect({ credentials, userKey: 'user', signal: never }, () => undefined);
    expect(seat(4).proxyServer).toBe('proxy.test');
  });

  const whole = { appId: 'app', channel: 'room', token: 'token', uid: 2, screen: { token: 'token', uid: 3 } };
  test.each<[string, Json]>([
    ['nothing', null],
    ['text', 'token'],
    ['no app', { ...whole, appId: '' }],
    ['no channel', { ...whole, channel: 7 }],
    ['no token', { ...whole, token: undefined as never }],
    ['a uid that is text', { ...whole, uid: '2' }],
    ['no screen', { ...whole, screen: null }],
    ['one uid for both', { ...whole, screen: { token: 'token', uid: 2 } }],
  ])('refuses %s as credentials', async (_name, credentials) => {
    const { cloud } = fakeConsult();
    const provider = createAgoraProvider(cloud.openPage());
    const connecting = provider.connect({ credentials, userKey: 'user', signal: never }, () => undefined);
    await expect(connecting).rejects.toMatchObject({ code: 'ticket-invalid', provider: 'agora' });
    expect(cloud.clients).toEqual([]);
  });
});

describe('a join that is given up', () => {
  test('before it begins asks nobody', async () => {
    const { cloud, join } = fakeConsult();
    await expect(join(2, AbortSignal.abort())).rejects.toMatchObject({ code: 'aborted' });
    expect(cloud.clients).toEqual([]);
  });

  test('while it is answered leaves nobody in the room', async () => {
    const { join, seat } = fakeConsult();
    const controller = new AbortController();
    const joining = join(2, controller.signal);
    setImmediate(() => controller.abort());
    await expect(joining).rejects.toMatchObject({ code: 'aborted' });
    expect(() => seat(2)).toThrow('Nobody of that uid');
  });

  test('after joining means nothing', async () => {
    const { join, seat } = fakeConsult();
    const controller = new AbortController();
    await join(2, controller.signal);
    controller.abort();
    expect(seat(2).uid).toBe(2);
  });
});

describe('a second join of one uid', () => {
  test('in one page takes the place of the first, which ends with that', async () => {
    const { cloud, channel } = fakeConsult();
    const provider = createAgoraProvider(cloud.openPage());
    const events: ProviderEvent[] = [];
    const request = { credentials: cloud.credentials(channel, 2), userKey: 'user', signal: never };
    await provider.connect(request, (event) => events.push(event));
    await provider.connect(request, () => undefined);
    expect(events.at(-1)).toEqual({ type: 'closed', reason: 'duplicate', error: undefined });
  });

  test('in another page does the same', async () => {
    const { join } = fakeConsult();
    const older = await join(2);
    await join(2);
    expect(older.events.at(-1)).toEqual({ type: 'closed', reason: 'duplicate', error: undefined });
  });
});
