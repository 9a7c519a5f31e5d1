import { describe, expect, test, vi } from 'vitest';
import { eventsOf, fakeConsult, outgoing, settled } from '../../fixtures/fake-consult.ts';
import { createJanusProvider } from './index.ts';

describe('a join', () => {
  test('opens the session with the signed token and with the ICE servers given, be they none', async () => {
    const { server, join } = fakeConsult();
    const { connection } = await join('ann');
    const [session] = server.sessions;
    expect(session?.options).toMatchObject({ server: 'wss://janus.test', token: 'signed', iceServers: [] });
    expect(connection.native).toBe(session);
    expect(connection.participantId).toBe('ann');
  });

  test('enters the talk and then the room, with the room’s token and an id of its own', async () => {
    const { server, join } = fakeConsult();
    await join('ann');
    const entered = server.asked.find(({ request }) => request === 'join');
    expect(server.asked.map(({ request }) => request)).toEqual(['setup', 'ack', 'listparticipants', 'join']);
    expect(entered).toMatchObject({
      ptype: 'publisher',
      token: 'ann.0.chance',
      display: '{"userKey":"user"}',
    });
    expect(entered?.['id']).toMatch(/^ann~[0-9a-z]+~\S+$/);
  });

  test.each([
    [
      'the session',
      { error: 'Unauthorized request (wrong or missing secret/token)' },
      undefined,
      'credentials-rejected',
    ],
    ['the session, busy', { error: 'Sorry, not accepting new sessions' }, undefined, 'provider-failure'],
    [
      'the session, unreachable',
      { error: 'Error connecting: Is the server down?' },
      undefined,
      'unreachable',
    ],
    ['the room, gone', undefined, ['listparticipants', 426], 'room-not-found'],
    ['the room', undefined, ['join', 433], 'credentials-rejected'],
    ['the room, full of senders', undefined, ['join', 432], 'room-full'],
    ['the talk', undefined, ['setup', 499], 'provider-failure'],
  ] as const)('that %s refuses leaves nothing behind', async (_who, session, refusal, code) => {
    const { server, credentials, connect } = fakeConsult();
    if (session) server.joining = session;
    if (refusal) server.refusals.set(refusal[0], refusal[1]);
    const events: never[] = [];
    await expect(connect(credentials('ann'), events)).rejects.toMatchObject({ code, provider: 'janus' });
    await settled();
    expect(events).toEqual([]);
    expect(server.sessions.every(({ isGone }) => isGone)).toBe(true);
  });

  test('in a room without space is refused before anybody sees it', async () => {
    const { credentials, connect, join } = fakeConsult();
    const ann = await join('ann');
    await expect(connect(credentials('bob', 1))).rejects.toMatchObject({ code: 'room-full' });
    await settled();
    expect(eventsOf(ann, 'roster').every(({ participants }) => participants.length === 0)).toBe(true);
  });

  test('of somebody who is in already finds space', async () => {
    const { credentials, connect, join } = fakeConsult();
    const older = await join('ann');
    await connect(credentials('ann', 1));
    await settled();
    expect(eventsOf(older, 'closed')).toMatchObject([{ reason: 'duplicate', error: undefined }]);
  });

  test.each(['answered', 'stalled'] as const)('that is given up while it is %s lets go', async (joining) => {
    const { server, credentials, connect } = fakeConsult();
    server.joining = joining;
    const controller = new AbortController();
    const connecting = connect(credentials('ann'), [], controller.signal);
    controller.abort();
    await expect(connecting).rejects.toMatchObject({ code: 'aborted' });
    await settled();
    expect(server.sessions.every(({ isGone }) => isGone)).toBe(true);
  });

  test.each([undefined, 'url', 'token', 'room', 'roomToken', 'participant', 'maxParticipants', 'iceServers'])(
    'with credentials that lack %s is refused before anything is loaded',
    async (name) => {
      const load = vi.fn<() => Promise<never>>();
      const provider = createJanusProvider({ sdk: load });
      const { credentials } = fakeConsult();
      const given = Object.fromEntries(Object.entries(credentials('ann')).filter(([key]) => key !== name));
      const request = {
        credentials: name ? given : null,
        userKey: 'user',
        signal: new AbortController().signal,
      };
      await expect(provider.connect(request, () => undefined)).rejects.toMatchObject({
        code: 'ticket-invalid',
      });
      expect(load).not.toHaveBeenCalled();
    },
  );

  test('without the SDK is told as that', async () => {
    const cause = new Error('offline');
    const provider = createJanusProvider({ sdk: () => Promise.reject(cause) });
    const request = {
      credentials: fakeConsult().credentials('ann'),
      userKey: 'user',
      signal: new AbortController().signal,
    };
    const failure = { code: 'sdk-load-failed', retryable: true, cause };
    await expect(provider.connect(request, () => undefined)).rejects.toMatchObject(failure);
  });
});

describe('the line', () => {
  test('that is lost is told, and that it is back', async () => {
    const { server, room, join } = fakeConsult();
    const [ann] = [await join('ann'), await join('bob')];
    const session = server.sessionOf(room, 'ann');
    session.cut();
    session.isReachable = true;
    await vi.waitFor(() => expect(eventsOf(ann, 'restored')).toHaveLength(1));
    expect(eventsOf(ann, 'interrupted')).toEqual([{ type: 'interrupted', scope: 'signalling' }]);
    expect(eventsOf(ann, 'roster').at(-1)?.participants).toMatchObject([{ id: 'bob' }]);
  });

  test('that is lost twice, and told twice each time, is told once each time', async () => {
    const { server, room, join } = fakeConsult();
    const ann = await join('ann');
    const session = server.sessionOf(room, 'ann');
    for (const times of [1, 2]) {
      session.cut();
      session.options.error('Error connecting to the Janus WebSockets server: Is the server down?');
      session.isReachable = true;
      await vi.waitFor(() => expect(eventsOf(ann, 'restored')).toHaveLength(times));
    }
    expect(eventsOf(ann, 'interrupted')).toHaveLength(2);
  });

  test('whose session Janus has forgotten is the end', async () => {
    const { server, room, join } = fakeConsult();
    const ann = await join('ann');
    const session = server.sessionOf(room, 'ann');
    session.cut();
    session.isGone = true;
    session.isReachable = true;
    await vi.waitFor(() => expect(eventsOf(ann, 'closed')).toHaveLength(1));
    expect(eventsOf(ann, 'closed')[0]).toMatchObject({
      reason: 'connection-lost',
      error: { vendorCode: 'core 458' },
    });
  });

  test('brings what was missed: who came, who went, what is muted', async () => {
    const { server, room, join } = fakeConsult();
    const [ann, bob, eve] = [await join('ann'), await join('bob'), await join('eve')];
    const id = await bob.connection.publish(outgoing('microphone'));
    await settled();
    const session = server.sessionOf(room, 'ann');
    session.cut();
    await bob.connection.setMuted(id, true);
    await eve.connection.disconnect();
    await join('zoe');
    session.isReachable = true;
    await vi.waitFor(() =>
      expect(eventsOf(ann, 'media-muted')).toEqual([{ type: 'media-muted', id, muted: true }]),
    );
    expect(
      eventsOf(ann, 'roster')
        .at(-1)
        ?.participants.map(({ id: who }) => who),
    ).toEqual(['bob', 'zoe']);
    expect(eventsOf(ann, 'media-removed')).toEqual([]);
  });

  test('lost in the middle of a request is told to who asked', async () => {
    const { server, room, join } = fakeConsult();
    const ann = await join('ann');
    const session = server.sessionOf(room, 'ann');
    server.meanwhile.set('configure', () => session.cut());
    await expect(ann.connection.publish(outgoing('camera'))).rejects.toMatchObject({
      code: 'connection-lost',
      retryable: true,
    });
  });
});

test('the end of a peer connection is the end of the connection', async () => {
  const { server, room, join } = fakeConsult();
  const ann = await join('ann');
  const { handles } = server.sessionOf(room, 'ann');
  const text = handles.find(({ options }) => options.plugin === 'janus.plugin.textroom');
  text?.options.webrtcState?.(false);
  expect(eventsOf(ann, 'closed')).toMatchObject([{ reason: 'connection-lost', error: { retryable: true } }]);
  await settled();
  expect(server.sessions[0]?.isGone).toBe(true);
  await expect(ann.connection.send('hello', undefined)).resolves.toBeUndefined();
});
