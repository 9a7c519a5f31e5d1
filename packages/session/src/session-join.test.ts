import { describe, expect, test } from 'vitest';
import { VideoError } from '@patchbay/contract';
import { failureOf } from '../fixtures/failure-of.ts';
import { createFixture, createLatch } from '../fixtures/joined-session.ts';
import { summarize } from '../fixtures/record-events.ts';
import { media, roster } from '../fixtures/snapshots.ts';
import { allCapabilities, createStubProvider, createTicket } from '../fixtures/stub-provider.ts';
import { settle } from '../fixtures/test-environment.ts';
import { createSession, joinSession } from './index.ts';

const refusal = (code: 'unreachable' | 'credentials-rejected' | 'room-full') => () =>
  Promise.reject(new VideoError(code, 'No.'));

describe('join', () => {
  test('goes through joining to joined; who is there is there', async () => {
    const provider = createStubProvider('stub', allCapabilities, [roster('a'), media('1', 'a')]);
    const { session, events } = createFixture({ provider });
    expect(session.state).toBe('idle');
    await session.join();
    expect(summarize(events)).toEqual(['state joining', 'state joined', 'joined']);
    expect(session.participants.get('a')?.publications.size).toBe(1);
    expect(session.local).toMatchObject({ id: 'self', userKey: 'user-self' });
  });

  test('joinSession gives a joined session', async () => {
    const { provider } = createFixture();
    const session = await joinSession(createTicket(), {
      providers: [provider.descriptor],
      environment: createFixture().environment,
    });
    expect(session.state).toBe('joined');
  });

  test('is made once', async () => {
    const { session } = createFixture();
    await session.join();
    await expect(session.join()).rejects.toMatchObject({ code: 'invalid-state' });
    await session.leave();
    await expect(session.join()).rejects.toMatchObject({ code: 'invalid-state' });
  });

  test('offers what both the provider and the ticket allow', async () => {
    const capabilities = { ...allCapabilities, screenShare: false };
    const { session } = createFixture({ ticket: { capabilities } });
    await session.join();
    expect(session.capabilities.screenShare).toBe(false);
  });

  test.each([
    ['connect', refusal('room-full'), 'room-full'],
    ['connect', () => Promise.reject(new Error('raw')), 'provider-failure'],
    ['load', () => Promise.reject(new Error('chunk')), 'sdk-load-failed'],
  ] as const)('fails when %s fails', async (verb, does, code) => {
    const { session, provider, events } = createFixture();
    provider.does[verb] = does;
    await expect(session.join()).rejects.toMatchObject({ code });
    expect(summarize(events)).toEqual(['state joining', 'state failed']);
  });

  test('a ticket that expired between creating and joining is refused', async () => {
    const { session, advance, provider } = createFixture({ ticket: { expiresAt: 1_005_000 } });
    await advance(5_000);
    await expect(session.join()).rejects.toMatchObject({ code: 'ticket-expired' });
    expect(provider.calls).toEqual([]);
  });

  test('an expired ticket makes no session at all', () => {
    expect(() => createFixture({ ticket: { expiresAt: 1 } })).toThrow(
      expect.objectContaining({ code: 'ticket-expired' }),
    );
  });

  test('a connection that closes while joining is a failed join', async () => {
    const { session, provider, events } = createFixture();
    provider.does.connect = async () => {
      provider.report({ type: 'closed', reason: 'removed', error: undefined });
    };
    await expect(session.join()).rejects.toMatchObject({ code: 'connection-lost' });
    expect(summarize(events)).toEqual(['state joining', 'state failed']);
    await session.leave();
    expect(provider.calls).toEqual(['connect', 'disconnect']);
  });

  test('a connection that closes in the moment it is up does not leave a dead session behind', async () => {
    const error = new VideoError('connection-lost', 'Gone.');
    const provider = createStubProvider('stub', allCapabilities, [
      { type: 'closed', reason: 'connection-lost', error },
    ]);
    const { session } = createFixture({ provider });
    await expect(session.join()).rejects.toBe(error);
    expect(session.state).toBe('failed');
  });
});

describe('giving a join up', () => {
  test('at the deadline; a vendor that connects after all is sent away', async () => {
    const latch = createLatch();
    const { session, provider, advance, requests } = createFixture({ joinTimeout: 100 });
    provider.does.connect = latch.wait;
    const joined = failureOf(session.join());
    await advance(100);
    expect(await joined).toMatchObject({ code: 'timeout' });
    expect(session.state).toBe('failed');
    latch.release();
    await settle();
    expect(provider.calls).toEqual(['connect', 'disconnect']);
    provider.report(roster('a'));
    expect(session.participants.size).toBe(0);
    expect(requests).toEqual([]);
  });

  test('by the signal', async () => {
    const controller = new AbortController();
    const { session, provider, events } = createFixture({ signal: controller.signal });
    provider.does.connect = createLatch().wait;
    const joining = session.join();
    await settle();
    controller.abort();
    await expect(joining).rejects.toMatchObject({ code: 'aborted' });
    expect(summarize(events)).toEqual(['state joining', 'state failed']);
  });

  test('by a signal that fired before: nothing is loaded', async () => {
    const { session, provider } = createFixture({ signal: AbortSignal.abort() });
    let isLoaded = false;
    provider.does.load = async () => void (isLoaded = true);
    await expect(session.join()).rejects.toMatchObject({ code: 'aborted' });
    expect(isLoaded).toBe(false);
  });

  test('while the code is loaded: the vendor is never asked', async () => {
    const latch = createLatch();
    const { session, provider } = createFixture();
    provider.does.load = latch.wait;
    const joining = session.join();
    await session.leave();
    latch.release();
    await expect(joining).rejects.toMatchObject({ code: 'aborted' });
    await settle();
    expect(provider.calls).toEqual([]);
  });

  test('by leaving: `left`, and leave waits until the vendor is quiet', async () => {
    const latch = createLatch();
    const { session, provider, events } = createFixture();
    provider.does.connect = latch.wait;
    const joining = session.join();
    await settle();
    let isQuiet = false;
    const leaving = session.leave().then(() => (isQuiet = true));
    await expect(joining).rejects.toMatchObject({ code: 'aborted' });
    expect(isQuiet).toBe(false);
    latch.release();
    await leaving;
    expect(provider.calls).toEqual(['connect', 'disconnect']);
    expect(summarize(events)).toEqual(['state joining', 'state left', 'left']);
  });

  test('in the very moment the vendor connects: nothing stays connected', async () => {
    const latch = createLatch();
    const { session, provider, requests } = createFixture();
    provider.does.connect = async () => {
      await latch.wait();
      // Runs when the session has been told, but before it has heard.
      queueMicrotask(() => void session.leave());
    };
    const joining = session.join().catch(() => undefined);
    await settle();
    latch.release();
    await joining;
    await session.leave();
    expect(provider.calls).toEqual(['connect', 'disconnect']);
    expect(requests.filter(({ body }) => body.includes('joined')).length).toBe(
      requests.filter(({ body }) => body.includes('left')).length,
    );
  });

  test('in a listener of joined it is too late: the signal does nothing, leaving leaves', async () => {
    const controller = new AbortController();
    const { session, provider } = createFixture({ signal: controller.signal });
    session.on('joined', () => controller.abort());
    await session.join();
    expect(session.state).toBe('joined');
    provider.report(roster('a'));
    expect(session.participants.size).toBe(1);

    const other = createFixture();
    other.session.on('joined', () => void other.session.leave());
    await other.session.join();
    expect(other.session.state).toBe('left');
    await other.session.leave();
    expect(other.provider.calls).toEqual(['connect', 'disconnect']);
  });
});

describe('fallback', () => {
  const setUp = (providers: ReturnType<typeof createStubProvider>[]) => {
    const [first, ...others] = providers.map(({ descriptor: { id } }) => createTicket({ provider: id }));
    return createFixture({
      providers: providers.map(({ descriptor }) => descriptor),
      ticket: { ...first, fallback: others },
      joinTimeout: 100,
    });
  };

  test.each([
    ['unreachable', refusal('unreachable')],
    ['provider-failure', () => Promise.reject(new Error('raw'))],
  ])('goes on to the next vendor when one is %s', async (_, does) => {
    const [one, two] = [createStubProvider('one'), createStubProvider('two')];
    one.does.connect = does;
    const { session, events } = setUp([one, two]);
    await session.join();
    expect(session.provider).toBe('two');
    expect(summarize(events)).toEqual(['state joining', 'state joined', 'joined']);
  });

  test('also when one hangs, cannot be loaded, or is not installed', async () => {
    const [hangs, broken, works] = ['hangs', 'broken', 'works'].map((id) => createStubProvider(id));
    if (hangs === undefined || broken === undefined || works === undefined) throw new Error('unreachable');
    hangs.does.connect = createLatch().wait;
    broken.does.load = () => Promise.reject(new Error('chunk'));
    const { session, advance } = createFixture({
      providers: [hangs, broken, works].map(({ descriptor }) => descriptor),
      ticket: {
        provider: 'hangs',
        fallback: ['broken', 'absent', 'works'].map((provider) => createTicket({ provider })),
      },
      joinTimeout: 100,
    });
    const joined = session.join();
    await advance(100);
    await joined;
    expect(session.provider).toBe('works');
  });

  test.each([[refusal('credentials-rejected')], [refusal('room-full')]])(
    'stays with the vendor’s answer when it was reached',
    async (does) => {
      const [one, two] = [createStubProvider('one'), createStubProvider('two')];
      one.does.connect = does;
      await expect(setUp([one, two]).session.join()).rejects.toBeInstanceOf(VideoError);
      expect(two.calls).toEqual([]);
    },
  );

  test('the last failure is the one that is told', async () => {
    const [one, two] = [createStubProvider('one'), createStubProvider('two')];
    one.does.connect = refusal('unreachable');
    two.does.connect = refusal('room-full');
    await expect(setUp([one, two]).session.join()).rejects.toMatchObject({ code: 'room-full' });
  });

  test('who the first vendor told of is forgotten, and what it still says is ignored', async () => {
    const [one, two] = [createStubProvider('one'), createStubProvider('two')];
    one.does.connect = async () => {
      one.report(roster('ghost'));
      throw new VideoError('unreachable', 'No.');
    };
    const { session } = setUp([one, two]);
    await session.join();
    expect([...session.participants.keys()]).toEqual([]);
    one.report(roster('ghost'));
    expect([...session.participants.keys()]).toEqual([]);
  });

  test('an abandoned join goes to nobody else', async () => {
    const [one, two] = [createStubProvider('one'), createStubProvider('two')];
    one.does.connect = createLatch().wait;
    const { session } = setUp([one, two]);
    const joining = session.join();
    await settle();
    void session.leave();
    await expect(joining).rejects.toMatchObject({ code: 'aborted' });
    expect(two.calls).toEqual([]);
  });

  test('a vendor that is not installed is said so, with what is', async () => {
    const { session } = createFixture({ ticket: { provider: 'absent' } });
    await expect(session.join()).rejects.toMatchObject({
      code: 'provider-not-installed',
      provider: 'absent',
      message: expect.stringContaining('stub') as unknown,
    });
  });
});

test('every session has an id of its own', () => {
  const { environment, provider } = createFixture();
  const options = { providers: [provider.descriptor], environment };
  expect(createSession(createTicket(), options).id).not.toBe(createSession(createTicket(), options).id);
});
