import { describe, expect, test } from 'vitest';
import type { VideoSession } from '@patchbay/contract';
import { failureOf } from '../fixtures/failure-of.ts';
import { createFixture, createLatch, joinFixture } from '../fixtures/joined-session.ts';
import { summarize } from '../fixtures/record-events.ts';
import { roster } from '../fixtures/snapshots.ts';
import { settle } from '../fixtures/test-environment.ts';

describe('leave', () => {
  test('ends everything, tells it in order, and again is nothing', async () => {
    const { session, provider, events, liveTracks } = await joinFixture();
    await session.publish({ kind: 'camera' });
    events.length = 0;
    await Promise.all([session.leave(), session.leave()]);
    await session.leave();
    expect(summarize(events)).toEqual(['local-unpublished', 'state left', 'left']);
    expect(events).toMatchObject([
      { payload: { reason: 'left' } },
      {},
      { payload: { reason: 'local', error: undefined } },
    ]);
    expect(provider.calls).toEqual(['publish camera', 'disconnect']);
    expect(liveTracks()).toBe(0);
    expect(session.local.publications.size).toBe(0);
  });

  test('whoever hears `left` finds the devices off, and can leave again', async () => {
    const { session, liveTracks, provider } = await joinFixture();
    const latch = createLatch();
    provider.does.disconnect = latch.wait;
    await session.publish({ kind: 'camera' });
    const seen: unknown[] = [];
    session.on('left', () => {
      seen.push(liveTracks());
      void session.leave().then(() => seen.push('quiet'));
    });
    const leaving = session.leave();
    await settle();
    expect(seen).toEqual([0]);
    latch.release();
    await leaving;
    await settle();
    expect(seen).toEqual([0, 'quiet']);
  });

  test('before joining is the end too', async () => {
    const { session, events, provider } = createFixture();
    await session.leave();
    expect(summarize(events)).toEqual(['state left', 'left']);
    await expect(session.join()).rejects.toMatchObject({ code: 'invalid-state' });
    expect(provider.calls).toEqual([]);
  });

  test.each([['rejects', () => Promise.reject(new Error('no goodbye'))] as const])(
    'never rejects when the vendor %s',
    async (_, does) => {
      const { session, provider } = await joinFixture();
      provider.does.disconnect = does;
      await expect(session.leave()).resolves.toBeUndefined();
    },
  );

  test('does not wait for ever for a vendor that hangs', async () => {
    const { session, provider, advance } = await joinFixture();
    provider.does.disconnect = createLatch().wait;
    let isQuiet = false;
    void session.leave().then(() => (isQuiet = true));
    await advance(4_999);
    expect(isQuiet).toBe(false);
    await advance(1);
    await settle();
    expect(isQuiet).toBe(true);
  });

  test('nothing that the vendor says afterwards is told', async () => {
    const { session, provider, events } = await joinFixture();
    await session.leave();
    events.length = 0;
    provider.report(roster('late'));
    provider.report({ type: 'closed', reason: 'removed', error: undefined });
    expect(events).toEqual([]);
    expect(session.participants.size).toBe(0);
  });

  test('the vendor’s end lets go of everything as well', async () => {
    const { session, provider, liveTracks, requests } = await joinFixture();
    await session.publish({ kind: 'microphone' });
    provider.report({ type: 'closed', reason: 'duplicate', error: undefined });
    expect(session.state).toBe('left');
    expect(liveTracks()).toBe(0);
    await session.leave();
    expect(provider.calls.filter((call) => call === 'disconnect')).toHaveLength(1);
    expect(requests.at(-1)).toMatchObject({ by: 'beacon' });
  });
});

describe('verbs', () => {
  const verbs: Readonly<Record<string, (session: VideoSession) => Promise<unknown>>> = {
    publish: (session) => session.publish({ kind: 'camera' }),
    send: (session) => session.send('hello'),
    stats: (session) => session.stats(),
    resumePlayback: (session) => session.resumePlayback(),
  };

  test.each(Object.entries(verbs))('%s needs a joined session', async (_, verb) => {
    const { session, provider } = createFixture();
    await expect(verb(session)).rejects.toMatchObject({ code: 'invalid-state' });
    await session.join();
    await session.leave();
    provider.calls.length = 0;
    await expect(verb(session)).rejects.toMatchObject({ code: 'invalid-state' });
    expect(provider.calls).toEqual([]);
  });

  test.each(Object.entries(verbs))('%s is aborted when leave overtakes it', async (_, verb) => {
    const { session, provider } = await joinFixture();
    const { wait } = createLatch();
    for (const vendorVerb of ['publish', 'send', 'stats'] as const) provider.does[vendorVerb] = wait;
    provider.report({ type: 'playback-blocked', resume: wait });
    const running = failureOf(verb(session));
    await settle();
    void session.leave();
    expect(await running).toMatchObject({ code: 'aborted' });
  });

  test.each(['send', 'stats'] as const)('%s has a deadline', async (name) => {
    const { session, provider, advance } = await joinFixture({ verbTimeout: 50 });
    provider.does[name] = createLatch().wait;
    const running = failureOf(verbs[name]?.(session));
    await advance(50);
    expect(await running).toMatchObject({ code: 'timeout' });
  });

  test('messages are handed over in the order of the calls', async () => {
    const { session, provider } = await joinFixture();
    await Promise.all([1, 2, 3].map((number) => session.send(number)));
    expect(provider.calls).toEqual(['send 1 to all', 'send 2 to all', 'send 3 to all']);
  });

  test('resumePlayback does what the vendor asked for, once; a failure can be repeated', async () => {
    const { session, provider } = await joinFixture();
    await session.resumePlayback();
    let count = 0;
    provider.report({
      type: 'playback-blocked',
      resume: async () => {
        count += 1;
        if (count === 1) throw new DOMException('no gesture', 'NotAllowedError');
      },
    });
    await expect(session.resumePlayback()).rejects.toMatchObject({ code: 'provider-failure' });
    await session.resumePlayback();
    await session.resumePlayback();
    expect(count).toBe(2);
  });

  test('stats name one’s own publications as the application knows them', async () => {
    const { session } = await joinFixture();
    const { id } = await session.publish({ kind: 'camera' });
    const { at, outbound } = await session.stats();
    expect(at).toBe(1_000_000);
    expect(outbound).toMatchObject([{ publicationId: id, source: 'camera', kind: 'video', bytesSent: 1 }]);
  });

  test('they work while media alone is interrupted', async () => {
    const { session, provider } = await joinFixture();
    provider.report({ type: 'interrupted', scope: 'media' });
    expect(session.state).toBe('reconnecting');
    await session.send('hello');
    await session.publish({ kind: 'camera' });
    expect(provider.calls).toEqual(['send "hello" to all', 'publish camera']);
  });
});
