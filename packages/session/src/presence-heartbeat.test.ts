import { describe, expect, test } from 'vitest';
import type { Heartbeat } from '@patchbay/contract';
import {
  createTestEnvironment,
  settle,
  type TestRequest,
  type TestSurroundings,
} from '../fixtures/test-environment.ts';
import type { LookedAt } from './carried-sums.ts';
import { PresenceHeartbeat } from './presence-heartbeat.ts';

const grant = { endpoint: 'https://meter.test/heartbeats', token: 'grant', intervalSeconds: 10 };

const beatsOf = ({ body }: TestRequest): readonly Heartbeat[] =>
  (JSON.parse(body) as { heartbeats: Heartbeat[] }).heartbeats;
const kinds = (requests: readonly TestRequest[]) =>
  requests.map((request) => beatsOf(request).map(({ kind }) => kind));

/** A session that tells nothing. */
const silent: LookedAt = {
  state: 'joined',
  stats: () => new Promise(() => undefined),
  participants: new Map(),
  mixes: new Map(),
  local: { id: 'self', userKey: 'user-self', publications: new Map(), quality: 'unknown' },
};

function setUp(surroundings: TestSurroundings = {}, session: LookedAt = silent) {
  const test = createTestEnvironment(surroundings);
  return { ...test, heartbeat: new PresenceHeartbeat(test.environment, grant, session) };
}

describe('PresenceHeartbeat', () => {
  test('says joined, then present at the interval, then left', async () => {
    const { heartbeat, advance, requests } = setUp();
    await advance(25_000);
    heartbeat.stop();
    await advance(60_000);
    expect(kinds(requests)).toEqual([['joined'], ['present'], ['present'], ['left']]);
    const beats = requests.flatMap(beatsOf);
    expect(beats.map(({ sequence }) => sequence)).toEqual([0, 1, 2, 3]);
    expect(beats.map(({ elapsed }) => elapsed)).toEqual([0, 10_000, 20_000, 25_000]);
    expect(beats.map(({ at }) => at)).toEqual([1_000_000, 1_010_000, 1_020_000, 1_025_000]);
    expect(new Set(beats.map(({ connectionId }) => connectionId)).size).toBe(1);
  });

  test('tells what was carried up to shortly before it, and by beacon what was seen last', async () => {
    const session = {
      ...silent,
      stats: async () => ({ at: 0, roundTripSeconds: undefined, inbound: [], outbound: [] }),
    };
    const { heartbeat, advance, requests } = setUp({}, session);
    await advance(25_000);
    heartbeat.stop();
    const nothing = { unsizedVideo: 0, sentVideo: 0 };
    expect(requests.flatMap(beatsOf).map(({ carried }) => carried)).toEqual([
      undefined,
      { received: { audio: 9_000 }, ...nothing },
      { received: { audio: 19_000 }, ...nothing },
      { received: { audio: 19_000 }, ...nothing },
    ]);
  });

  test.each<[string, LookedAt['stats']]>([
    ['never answers', () => new Promise(() => undefined)],
    ['fails', () => Promise.reject(new Error('The vendor fails.'))],
    [
      'throws',
      () => {
        throw new Error('The vendor fails.');
      },
    ],
  ])('a vendor that %s delays no heartbeat, and loses none', async (_name, stats) => {
    const { heartbeat, advance, requests, reported } = setUp({}, { ...silent, stats });
    await advance(20_000);
    heartbeat.stop();
    expect(kinds(requests)).toEqual([['joined'], ['present'], ['present'], ['left']]);
    const beats = requests.flatMap(beatsOf);
    expect(beats.map(({ elapsed }) => elapsed)).toEqual([0, 10_000, 20_000, 20_000]);
    expect(beats.every((beat) => !('carried' in beat))).toBe(true);
    expect(reported).toEqual([]);
  });

  test('goes where the grant says, with the token in the body and nothing in the address', async () => {
    const { advance, requests } = setUp();
    await advance(0);
    expect(requests).toMatchObject([{ url: grant.endpoint, by: 'fetch' }]);
    expect(JSON.parse(requests[0]?.body ?? '')).toMatchObject({ token: 'grant' });
  });

  test('says left by beacon, once', async () => {
    const { heartbeat, advance, requests } = setUp();
    await advance(0);
    heartbeat.stop();
    heartbeat.stop();
    await advance(60_000);
    expect(requests.map(({ by }) => by)).toEqual(['fetch', 'beacon']);
  });

  test('says left by fetch when the browser takes no beacon', async () => {
    const { heartbeat, advance, requests } = setUp({ takesBeacons: () => false });
    await advance(0);
    heartbeat.stop();
    await advance(0);
    expect(requests.map(({ by }) => by)).toEqual(['fetch', 'fetch']);
    expect(kinds(requests).at(-1)).toEqual(['left']);
  });

  test('a browser that throws for the address disturbs nobody', async () => {
    const test = createTestEnvironment();
    const environment = {
      ...test.environment,
      sendBeacon: () => {
        throw new TypeError('no such address');
      },
    };
    const heartbeat = new PresenceHeartbeat(environment, grant, silent);
    await settle();
    expect(() => heartbeat.stop()).not.toThrow();
    await settle();
    expect(kinds(test.requests)).toEqual([['joined'], ['left']]);
  });

  test.each([[500], [503], [429]])('keeps what a meter that answers %d did not take', async (status) => {
    let answer = status;
    const { advance, requests } = setUp({ answer: () => answer });
    await advance(10_000);
    answer = 204;
    await advance(20_000);
    expect(kinds(requests)).toEqual([
      ['joined'],
      ['joined', 'present'],
      ['joined', 'present', 'present'],
      ['present'],
    ]);
  });

  test.each([[204], [400], [401], [403]])('does not repeat what was answered with %d', async (status) => {
    const { advance, requests } = setUp({ answer: () => status });
    await advance(10_000);
    expect(kinds(requests)).toEqual([['joined'], ['present']]);
  });

  test('a meter that cannot be reached costs nothing but patience', async () => {
    let isReachable = false;
    const { heartbeat, advance, requests, reported } = setUp({
      answer: () => {
        if (!isReachable) throw new TypeError('fetch failed');
        return 204;
      },
    });
    await advance(20_000);
    expect(requests).toEqual([]);
    isReachable = true;
    await advance(10_000);
    heartbeat.stop();
    expect(kinds(requests)).toEqual([['joined', 'present', 'present', 'present'], ['left']]);
    expect(reported).toEqual([]);
  });

  test('the beacon takes along what was never delivered', async () => {
    const { heartbeat, advance, requests } = setUp({
      answer: () => {
        throw new TypeError('fetch failed');
      },
    });
    await advance(10_000);
    heartbeat.stop();
    expect(kinds(requests)).toEqual([['joined', 'present', 'left']]);
  });

  test('of a long backlog joined and the latest stay', async () => {
    let isReachable = false;
    const { advance, requests } = setUp({
      answer: () => {
        if (!isReachable) throw new TypeError('fetch failed');
        return 204;
      },
    });
    await advance(200 * 10_000);
    isReachable = true;
    await advance(10_000);
    const beats = requests.flatMap(beatsOf);
    expect(beats).toHaveLength(100);
    expect(beats[0]).toMatchObject({ kind: 'joined', sequence: 0 });
    expect(beats.at(-1)).toMatchObject({ kind: 'present', sequence: 201 });
  });

  test('a page that goes away has left; one that comes back is present again', async () => {
    const { heartbeat, advance, hidePage, requests } = setUp();
    await advance(3_000);
    hidePage(true);
    await advance(2_000);
    hidePage(false);
    await advance(10_000);
    heartbeat.stop();
    hidePage(true);
    expect(kinds(requests)).toEqual([['joined'], ['left'], ['present'], ['present'], ['left']]);
    const sequences = requests.flatMap(beatsOf).map(({ sequence }) => sequence);
    expect(sequences).toEqual([0, 1, 2, 3, 4]);
  });
});
