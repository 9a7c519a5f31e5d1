import { describe, expect, test } from 'vitest';
import type { Json } from '@patchbay/contract';
import { createStubHarness } from '../fixtures/stub-harness.ts';
import { answerHarnessCalls, createRemoteHarness, type HarnessCall } from './remote-harness.ts';

/** Everything through JSON text, as a page and its driver would have it. */
function bridge(call: HarnessCall): HarnessCall {
  return async (verb, args) => {
    const answer = await call(verb, JSON.parse(JSON.stringify(args)) as typeof args);
    return JSON.parse(JSON.stringify(answer)) as Json;
  };
}

function setUp() {
  const here = createStubHarness();
  const { descriptor } = here;
  const call = bridge(answerHarnessCalls(here));
  const there = createRemoteHarness({ descriptor, assurance: 'real', mediaIsReal: true, call });
  return { here, there, descriptor, call };
}

describe('a remote harness', () => {
  test('asks the harness elsewhere for everything', async () => {
    const { here, there } = setUp();
    const room = await there.openRoom({ maxParticipants: 2 });
    await expect(room.credentials('a')).resolves.toEqual({ for: 'a' });
    await room.kick('a');
    await room.end();
    const restore = await room.interrupt?.('b');
    await restore?.();
    await room.close();
    expect(here.asked).toEqual(['open 2', 'kick a', 'end', 'interrupt b', 'restore b', 'close']);
    await expect(there.refusedCredentials()).resolves.toBe('refused');
    await expect(there.unreachableCredentials()).resolves.toBe('unreachable');
  });

  test('keeps rooms apart, and knows none that is closed', async () => {
    const { there, call } = setUp();
    const one = await there.openRoom();
    await one.close();
    await expect(one.credentials('a')).rejects.toThrow('no such room');
    await expect(call('kick', { room: 'made-up', userKey: 'a' })).rejects.toThrow('no such room');
  });

  test('cuts connections itself where the page can', async () => {
    const { here, descriptor, call } = setUp();
    const cut: string[] = [];
    const there = createRemoteHarness({
      descriptor,
      assurance: 'real',
      mediaIsReal: true,
      call,
      interrupt: async (userKey) => {
        cut.push(userKey);
        return async () => void cut.push('restored');
      },
    });
    const room = await there.openRoom();
    await (
      await room.interrupt?.('a')
    )?.();
    expect(cut).toEqual(['a', 'restored']);
    expect(here.asked).toEqual(['open any']);
  });
});
