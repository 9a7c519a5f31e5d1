import type { Heartbeat } from '@patchbay/contract';
import { describe, expect, test } from 'vitest';
import { joinFixture } from '../fixtures/joined-session.ts';
import { media, person } from '../fixtures/snapshots.ts';
import { createStubProvider } from '../fixtures/stub-provider.ts';
import type { TestRequest } from '../fixtures/test-environment.ts';

const carriedIn = (requests: readonly TestRequest[]) =>
  requests
    .flatMap(({ body }) => (JSON.parse(body) as { heartbeats: readonly Heartbeat[] }).heartbeats)
    .map(({ kind, carried }) => [kind, carried]);

describe('what a session carries', () => {
  test('is told to the meter: camera and muted microphone sent, a camera without counters received', async () => {
    const { session, provider, advance, requests } = await joinFixture();
    await session.publish({ kind: 'camera' });
    await session.publish({ kind: 'microphone' }, { muted: true });
    provider.report(person('a'));
    provider.report(media('1', 'a'));
    await advance(10_000);
    await session.leave();
    // The stub's counter of bytes stood at 1 from the first look on.
    const seen = { received: {}, unsizedVideo: 9_000, sentVideo: 9_000, bytesSent: 1 };
    expect(carriedIn(requests)).toEqual([
      ['joined', undefined],
      ['present', seen],
      ['left', seen],
    ]);
  });

  test('of two that overlap, as in a handover, each tells its own, from its own join', async () => {
    const old = await joinFixture();
    await old.session.publish({ kind: 'camera' });
    await old.advance(20_000);
    const next = await joinFixture({ provider: createStubProvider() });
    await next.session.publish({ kind: 'camera' });
    await next.advance(10_000);
    await old.advance(10_000);
    await old.session.leave();
    const last = (requests: readonly TestRequest[]) => carriedIn(requests).at(-1)?.[1];
    expect(last(next.requests)).toEqual({
      received: { audio: 9_000 },
      unsizedVideo: 0,
      sentVideo: 9_000,
      bytesSent: 1,
    });
    // Its counter stood still after the first look: the camera sent nothing any more.
    expect(last(old.requests)).toEqual({
      received: { audio: 29_000 },
      unsizedVideo: 0,
      sentVideo: 9_000,
      bytesSent: 1,
    });
  });

  test('while the vendor reconnects nobody asks it, and the first look afterwards claims two intervals at most', async () => {
    const { provider, advance, requests } = await joinFixture();
    await advance(10_000);
    provider.report({ type: 'interrupted', scope: 'signalling' });
    provider.calls.length = 0;
    await advance(60_000);
    expect(provider.calls).toEqual([]);
    provider.report({ type: 'restored' });
    await advance(10_000);
    expect(provider.calls).toEqual(['stats']);
    const sums = carriedIn(requests).map(([, carried]) => (carried as Heartbeat['carried'])?.received);
    expect(sums).toHaveLength(9);
    expect(sums.slice(1, 8)).toEqual(Array.from({ length: 7 }, () => ({ audio: 9_000 })));
    expect(sums[8]).toEqual({ audio: 29_000 });
  });
});
