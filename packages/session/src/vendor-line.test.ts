import { VideoError } from '@patchbay/contract';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../fixtures/failure-of.ts';
import { createLatch, joinFixture } from '../fixtures/joined-session.ts';
import { allCapabilities, createStubProvider } from '../fixtures/stub-provider.ts';
import { settle } from '../fixtures/test-environment.ts';

const cut = { type: 'interrupted', scope: 'signalling' } as const;

describe('while the vendor reconnects', () => {
  test('no verb is asked; all are when it is back, in their order', async () => {
    const { session, provider, advance } = await joinFixture();
    const microphone = await session.publish({ kind: 'microphone' });
    provider.calls.length = 0;
    provider.report(cut);
    const verbs = [
      session.setMuted(microphone, true),
      session.unpublish(microphone),
      session.publish({ kind: 'camera' }),
      session.send('hello'),
    ];
    // However long it takes: the vendor gives up by itself.
    await advance(60_000);
    expect(provider.calls).toEqual([]);
    expect(provider.sent[0]?.track?.enabled).toBe(false);
    provider.report({ type: 'restored' });
    await Promise.all(verbs);
    expect(provider.calls.toSorted()).toEqual([
      'publish camera',
      'send "hello" to all',
      'setMuted vendor-1 true',
      'unpublish vendor-1',
    ]);
    expect(provider.calls.indexOf('setMuted vendor-1 true')).toBeLessThan(
      provider.calls.indexOf('unpublish vendor-1'),
    );
  });

  test('a deadline begins when the vendor is back', async () => {
    const { session, provider, advance } = await joinFixture({ verbTimeout: 100 });
    provider.does.send = createLatch().wait;
    provider.report(cut);
    const sending = failureOf(session.send('hello'));
    await advance(1_000);
    provider.report({ type: 'restored' });
    await settle();
    expect(provider.calls).toEqual(['send "hello" to all']);
    await advance(100);
    expect(await sending).toMatchObject({ code: 'timeout' });
  });

  test('leaving, its end and the caller’s signal end the waiting', async () => {
    const controller = new AbortController();
    const left = await joinFixture();
    left.provider.report(cut);
    const waiting = failureOf(left.session.send('hello'));
    const abandoned = failureOf(left.session.publish({ kind: 'camera' }, { signal: controller.signal }));
    await settle();
    controller.abort();
    expect(await abandoned).toMatchObject({ code: 'aborted' });
    expect(left.liveTracks()).toBe(0);
    void left.session.leave();
    expect(await waiting).toMatchObject({ code: 'aborted' });
    const lost = await joinFixture();
    lost.provider.report(cut);
    const muting = failureOf(lost.session.send('hello'));
    lost.provider.report({ type: 'closed', reason: 'connection-lost', error: undefined });
    expect(await muting).toMatchObject({ code: 'aborted' });
    expect([...left.provider.calls, ...lost.provider.calls]).toEqual(['disconnect', 'disconnect']);
  });

  test('told twice, it is over once', async () => {
    const { session, provider } = await joinFixture();
    provider.report(cut);
    const sending = session.send('hello');
    provider.report(cut);
    provider.report({ type: 'restored' });
    await expect(sending).resolves.toBeUndefined();
  });
});

describe('of one source', () => {
  test('nothing is asked while the vendor is at something else, also for another publication', async () => {
    const { session, provider } = await joinFixture();
    const first = await session.publish({ kind: 'camera' });
    const latch = createLatch();
    provider.does.unpublish = latch.wait;
    const taking = session.unpublish(first);
    await settle();
    const publishing = session.publish({ kind: 'camera' });
    await session.publish({ kind: 'microphone' });
    expect(provider.calls).toEqual(['publish camera', 'unpublish vendor-1', 'publish microphone']);
    latch.release();
    await Promise.all([taking, publishing]);
    expect(provider.calls.at(-1)).toBe('publish camera');
  });

  test('what was given up is undone before the next is asked', async () => {
    const { session, provider } = await joinFixture();
    const latch = createLatch();
    provider.does.publish = latch.wait;
    const controller = new AbortController();
    const givenUp = failureOf(session.publish({ kind: 'camera' }, { signal: controller.signal }));
    await settle();
    controller.abort();
    await givenUp;
    const publishing = session.publish({ kind: 'camera' });
    await settle();
    expect(provider.calls).toEqual(['publish camera']);
    delete provider.does.publish;
    latch.release();
    await publishing;
    expect(provider.calls).toEqual(['publish camera', 'unpublish vendor-1', 'publish camera']);
  });

  test('a vendor that never comes to an end is waited for as long as a verb may take', async () => {
    const { session, provider, advance } = await joinFixture({ verbTimeout: 100 });
    const microphone = await session.publish({ kind: 'microphone' });
    provider.does.setMuted = createLatch().wait;
    const muting = failureOf(session.setMuted(microphone, true));
    const taking = session.unpublish(microphone);
    await advance(100);
    expect(await muting).toMatchObject({ code: 'timeout' });
    expect(provider.calls.at(-1)).toBe('setMuted vendor-1 true');
    await advance(100);
    await taking;
    expect(provider.calls.at(-1)).toBe('unpublish vendor-1');
  });

  test('an unmute that comes about after it was given up is muted again', async () => {
    const { session, provider, advance } = await joinFixture({ verbTimeout: 100 });
    const microphone = await session.publish({ kind: 'microphone' }, { muted: true });
    const latch = createLatch();
    provider.does.setMuted = latch.wait;
    const unmuting = failureOf(session.setMuted(microphone, false));
    await advance(100);
    expect(await unmuting).toMatchObject({ code: 'timeout' });
    latch.release();
    await settle();
    expect(provider.calls.slice(1)).toEqual(['setMuted vendor-1 false', 'setMuted vendor-1 true']);
  });
});

test('a vendor’s own error is what the provider says it means; ours stays as it is', async () => {
  const translate = (cause: unknown) => new VideoError('room-full', 'Full.', { cause });
  const provider = createStubProvider('stub', allCapabilities, [], { translate });
  const { session } = await joinFixture({ provider });
  const cause = new Error('code 7');
  provider.does.send = () => Promise.reject(cause);
  expect(await failureOf(session.send('hello'))).toMatchObject({ code: 'room-full', cause });
  const ours = new VideoError('not-allowed', 'No.');
  provider.does.send = () => Promise.reject(ours);
  expect(await failureOf(session.send('hello'))).toBe(ours);
});
