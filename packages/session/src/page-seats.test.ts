import { expect, test } from 'vitest';
import { failureOf } from '../fixtures/failure-of.ts';
import { createLatch, createFixture } from '../fixtures/joined-session.ts';
import { allCapabilities, createStubProvider, createTicket } from '../fixtures/stub-provider.ts';
import { createTestEnvironment, settle } from '../fixtures/test-environment.ts';
import { createSession } from './create-session.ts';

/** One page, where as many sessions may be made as one likes. */
function openPage(multiInstance = false) {
  const provider = createStubProvider('stub', { ...allCapabilities, multiInstance });
  const test = createTestEnvironment();
  const sit = (signal?: AbortSignal) =>
    createSession(createTicket(), {
      providers: [provider.descriptor],
      environment: test.environment,
      ...(signal && { signal }),
    });
  return { ...test, provider, sit };
}

test('a provider that lives once in a page refuses a second session, and is not asked', async () => {
  const { provider, sit } = openPage();
  const first = sit();
  await first.join();
  const second = sit();
  expect(await failureOf(second.join())).toMatchObject({ code: 'invalid-state', provider: 'stub' });
  expect(second.state).toBe('failed');
  expect(provider.calls).toEqual(['connect']);
  expect(first.state).toBe('joined');
});

test('one that leaves is waited for', async () => {
  const { provider, sit } = openPage();
  const first = sit();
  await first.join();
  const latch = createLatch();
  provider.does.disconnect = latch.wait;
  void first.leave();
  const second = sit();
  const joining = second.join();
  await settle();
  expect(provider.calls).toEqual(['connect', 'disconnect']);
  latch.release();
  await joining;
  expect(provider.calls).toEqual(['connect', 'disconnect', 'connect']);
});

test('a vendor that never says goodbye holds the page no longer than leaving waits', async () => {
  const { provider, sit, advance } = openPage();
  const first = sit();
  await first.join();
  provider.does.disconnect = createLatch().wait;
  void first.leave();
  const joining = sit().join();
  await advance(5_000);
  await expect(joining).resolves.toBeUndefined();
});

test('a join that failed, or was given up, gives the page back', async () => {
  const { provider, sit } = openPage();
  provider.does.connect = () => Promise.reject(new Error('refused'));
  await failureOf(sit().join());
  const latch = createLatch();
  provider.does.connect = latch.wait;
  const controller = new AbortController();
  const givenUp = failureOf(sit(controller.signal).join());
  await settle();
  controller.abort();
  expect(await givenUp).toMatchObject({ code: 'aborted' });
  delete provider.does.connect;
  const joining = sit().join();
  await settle();
  expect(provider.calls.filter((call) => call === 'connect')).toHaveLength(2);
  latch.release();
  await expect(joining).resolves.toBeUndefined();
});

test('who gives up while waiting takes no seat', async () => {
  const { provider, sit } = openPage();
  const first = sit();
  await first.join();
  const latch = createLatch();
  provider.does.disconnect = latch.wait;
  void first.leave();
  const controller = new AbortController();
  const waiting = failureOf(sit(controller.signal).join());
  await settle();
  controller.abort();
  expect(await waiting).toMatchObject({ code: 'aborted' });
  latch.release();
  await expect(sit().join()).resolves.toBeUndefined();
});

test('other providers live as often as they like, and other pages are none of its business', async () => {
  const { sit } = openPage(true);
  await Promise.all([sit().join(), sit().join()]);
  const once = createStubProvider('stub', { ...allCapabilities, multiInstance: false });
  await createFixture({ provider: once }).session.join();
  await expect(createFixture({ provider: once }).session.join()).resolves.toBeUndefined();
});
