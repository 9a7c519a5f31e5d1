import {
  type MediaSource,
  type ProviderStats,
  readInboundStats,
  readOutboundStats,
} from '@patchbay/contract';
import { describe, expect, test } from 'vitest';
import { joinedAfter, media, person } from '../fixtures/snapshots.ts';
import { CarriedSums, type LookedAt } from './carried-sums.ts';
import { describeStats } from './describe-stats.ts';
import type { SessionSnapshot } from './session-snapshot.ts';

interface Received {
  readonly id: string;
  readonly size?: readonly [width: number, height: number];
  readonly bytes?: number;
  readonly source?: MediaSource;
  readonly muted?: boolean;
  readonly paused?: boolean;
  /** A mix otherwise. */
  readonly from?: string;
}

interface Sent {
  readonly id: string;
  readonly bytes?: number;
  readonly source?: 'camera' | 'microphone' | 'screen';
  readonly muted?: boolean;
}

/** A session whose vendor tells what the test says, when the test says. */
function setUp(longest = 30_000) {
  let told: () => Promise<ProviderStats> = () => Promise.reject(new Error('Nothing was told.'));
  let snapshot: SessionSnapshot = joinedAfter();
  let elapsed = 0;
  let asked = 0;
  const session: LookedAt = {
    get state() {
      return snapshot.state;
    },
    get participants() {
      return snapshot.participants;
    },
    get mixes() {
      return snapshot.mixes;
    },
    get local() {
      const { localPublications: publications } = snapshot;
      return { id: 'self', userKey: 'user-self', publications, quality: 'unknown' as const };
    },
    stats: async () => {
      asked += 1;
      return describeStats(await told(), 0, snapshot, (id) => id);
    },
  };
  const sums = new CarriedSums(session, () => elapsed, longest);

  const carries = (received: readonly Received[], sent: readonly Sent[] = []): void => {
    const joined = joinedAfter(
      person('a'),
      ...received.map(({ id, from = 'a', source = 'camera', muted = false, paused = false }) => {
        const kind = source === 'microphone' ? 'audio' : 'video';
        return media(id, source === 'mix' ? undefined : from, { source, kind, muted, paused });
      }),
    );
    const publications = sent.map(({ id, source = 'camera', muted = false }) => {
      const kind = source === 'microphone' ? ('audio' as const) : ('video' as const);
      return [id, { id, source, kind, muted, track: undefined, attach: () => () => undefined }] as const;
    });
    snapshot = { ...joined, localPublications: new Map(publications) };
    const stats: ProviderStats = {
      roundTripSeconds: undefined,
      inbound: received.map(({ id, size, bytes: bytesReceived }) => {
        const [frameWidth, frameHeight] = [size?.[0], size?.[1]];
        return { publicationId: id, ...readInboundStats([]), frameWidth, frameHeight, bytesReceived };
      }),
      outbound: sent.map(({ id, bytes: bytesSent }) => {
        return { publicationId: id, ...readOutboundStats([]), bytesSent };
      }),
    };
    told = () => Promise.resolve(stats);
  };

  return {
    sums,
    carries,
    asked: () => asked,
    interrupt: () => {
      snapshot = { ...snapshot, state: 'reconnecting' };
    },
    tells: (how: typeof told) => {
      told = how;
    },
    lookAfter: (milliseconds: number) => {
      elapsed += milliseconds;
      return sums.look();
    },
  };
}

const hd = [1280, 720] as const;

describe('what is received', () => {
  test.each<[string, readonly Received[], string]>([
    ['nothing', [], 'audio'],
    ['sound alone', [{ id: 'm', source: 'microphone', bytes: 9 }], 'audio'],
    ['one video', [{ id: '1', size: hd }], 'hd'],
    ['one pixel row more', [{ id: '1', size: [1280, 721] }], 'full-hd'],
    ['two videos, by the sum of their pixels', ['1', '2'].map((id) => ({ id, size: hd })), 'full-hd'],
    ['three', ['1', '2', '3'].map((id) => ({ id, size: hd })), '2k'],
    ['five', ['1', '2', '3', '4', '5'].map((id) => ({ id, size: hd })), '2k-plus'],
    [
      'a screen beside a camera',
      [
        { id: '1', size: hd },
        { id: '2', size: [1920, 1080], source: 'screen' },
      ],
      '2k',
    ],
    ['a mix, which is one video', [{ id: 'mix', size: [1920, 1080], source: 'mix' }], 'full-hd'],
    ['a muted video, which has no pixels', [{ id: '1', size: hd, muted: true }], 'audio'],
    ['one that the vendor paused', [{ id: '1', size: hd, paused: true }], 'audio'],
  ])('%s', async (_name, received, mediaClass) => {
    const { sums, carries, lookAfter } = setUp();
    carries(received);
    await lookAfter(9_000);
    expect(sums.soFar).toMatchObject({ received: { [mediaClass]: 9_000 }, unsizedVideo: 0, sentVideo: 0 });
    expect(Object.keys(sums.soFar?.received ?? {})).toEqual([mediaClass]);
  });

  test.each<[string, readonly Received[]]>([
    ['no size is told', [{ id: '1' }]],
    ['no size is told of one of two', [{ id: '1', size: hd }, { id: '2' }]],
    ['there is no frame yet', [{ id: '1', size: [0, 0], bytes: 5 }]],
    ['the size is no number', [{ id: '1', size: [NaN, 720] }]],
  ])('has no class where %s', async (_name, received) => {
    const { sums, carries, lookAfter } = setUp();
    carries(received);
    await lookAfter(9_000);
    expect(sums.soFar).toMatchObject({ received: {}, unsizedVideo: 9_000 });
  });

  test('a video that stands still is not received, whatever size it had', async () => {
    const { sums, carries, lookAfter } = setUp();
    for (const bytes of [500, 500, 900]) {
      carries([{ id: '1', size: hd, bytes }]);
      await lookAfter(10_000);
    }
    expect(sums.soFar).toMatchObject({ received: { hd: 20_000, audio: 10_000 }, bytesReceived: 900 });
  });
});

describe('what is sent', () => {
  test.each<[string, Sent, number]>([
    ['a camera', { id: '1', bytes: 7 }, 9_000],
    ['a screen of which nobody counts', { id: '1', source: 'screen' }, 9_000],
    ['a muted camera', { id: '1', bytes: 7, muted: true }, 0],
    ['a camera of which nothing is sent', { id: '1', bytes: 0 }, 0],
    ['a microphone', { id: '1', bytes: 7, source: 'microphone' }, 0],
  ])('%s', async (_name, sent, sentVideo) => {
    const { sums, carries, lookAfter } = setUp();
    carries([], [sent]);
    await lookAfter(9_000);
    expect(sums.soFar).toMatchObject({ received: { audio: 9_000 }, sentVideo });
  });
});

describe('bytes', () => {
  test('are of all tracks, ended ones too', async () => {
    const { sums, carries, lookAfter } = setUp();
    carries(
      [
        { id: '1', bytes: 100 },
        { id: 'm', source: 'microphone', bytes: 10 },
      ],
      [{ id: 'own', bytes: 50 }],
    );
    await lookAfter(1000);
    carries([{ id: 'm', source: 'microphone', bytes: 25 }]);
    await lookAfter(1000);
    expect(sums.soFar).toMatchObject({ bytesReceived: 125, bytesSent: 50 });
  });

  test('never fall, and are never counted twice, when a counter begins anew or loses a receiver', async () => {
    const { sums, carries, lookAfter } = setUp();
    const seen: unknown[] = [];
    for (const bytes of [2000, 300, 450, 450, 3000]) {
      carries([{ id: '1', bytes }]);
      await lookAfter(1000);
      seen.push(sums.soFar?.bytesReceived);
    }
    expect(seen).toEqual([2000, 2000, 2150, 2150, 4700]);
  });

  test.each([[undefined], [NaN], [Infinity]])('are unknown where a counter is %s', async (bytes) => {
    const { sums, carries, lookAfter } = setUp();
    carries([{ id: '1', size: hd, ...(bytes !== undefined && { bytes }) }]);
    await lookAfter(1000);
    expect(sums.soFar).toEqual({ received: { hd: 1000 }, unsizedVideo: 0, sentVideo: 0 });
  });
});

describe('a look', () => {
  test('before the first that ends there are no sums', () => {
    expect(setUp().sums.soFar).toBeUndefined();
  });

  test('counts for the time since the last one, and adds to what was', async () => {
    const { sums, carries, lookAfter } = setUp();
    carries([{ id: '1', size: hd }]);
    await lookAfter(10_000);
    const before = sums.soFar;
    carries([]);
    await lookAfter(15_000);
    await lookAfter(2_000);
    expect(sums.soFar?.received).toEqual({ hd: 10_000, audio: 17_000 });
    expect(before?.received).toEqual({ hd: 10_000 });
  });

  test('counts for no more than it may: what was in the hours of sleep before it nobody knows', async () => {
    const { sums, carries, lookAfter } = setUp(30_000);
    carries([{ id: '1', size: hd }], [{ id: 'own' }]);
    await lookAfter(15_000);
    await lookAfter(8 * 3_600_000);
    await lookAfter(15_000);
    expect(sums.soFar).toMatchObject({ received: { hd: 60_000 }, sentVideo: 60_000 });
  });

  test('that fails is made good by the next one', async () => {
    const { sums, carries, lookAfter, tells } = setUp();
    tells(() => Promise.reject(new Error('The vendor fails.')));
    await lookAfter(10_000);
    expect(sums.soFar).toBeUndefined();
    carries([{ id: '1', size: hd }]);
    await lookAfter(10_000);
    expect(sums.soFar?.received).toEqual({ hd: 20_000 });
  });

  test('that takes long is not joined by another, and counts up to when it began', async () => {
    const { sums, carries, lookAfter, tells, asked } = setUp();
    carries([{ id: '1', size: hd }]);
    const answer = Promise.withResolvers<ProviderStats>();
    tells(() => answer.promise);
    const slow = lookAfter(10_000);
    await lookAfter(5_000);
    expect(asked()).toBe(1);
    expect(sums.soFar).toBeUndefined();
    answer.resolve({ roundTripSeconds: undefined, inbound: [], outbound: [] });
    await slow;
    expect(sums.soFar).toMatchObject({ received: {}, unsizedVideo: 10_000 });
  });

  test('is not taken while the vendor reconnects', async () => {
    const { sums, carries, lookAfter, interrupt, asked } = setUp();
    carries([{ id: '1', size: hd }]);
    interrupt();
    await lookAfter(10_000);
    expect([asked(), sums.soFar]).toEqual([0, undefined]);
  });
});
