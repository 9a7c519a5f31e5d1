import type { Evidence } from '@patchbay/contract';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { carriedBeats, hourAt, type MediaPhase } from '../test/carried-beats.ts';
import { at, fold, hook } from '../test/evidence-examples.ts';
import { billableConnections } from './billable-connections.ts';
import { lookedAt } from './carried-sums.ts';
import { carriedOf } from './carried-within.ts';
import { clipConnection } from './clip-connection.ts';
import type { BillableConnection } from './presence-interval.ts';

const hour = 3600;
const later = { now: at(3 * hour) };
const bills = (...evidence: readonly (Evidence | readonly Evidence[])[]): readonly BillableConnection[] =>
  billableConnections(fold(evidence.flat(), later));
const media = (all: readonly BillableConnection[]) => all.map((one) => one.media ?? 'unknown');
const sums = (all: readonly BillableConnection[]) =>
  Object.fromEntries(Object.entries(carriedOf(all)).filter(([, value]) => value > 0));

const talk: readonly MediaPhase[] = [
  { from: 0, received: 'audio', bytesReceived: 5000, bytesSent: 6000 },
  { from: 3500, received: 'hd', sendsVideo: true, bytesReceived: 200_000, bytesSent: 100_000 },
];

describe('what a connection carried', () => {
  test('is told by the hour: of the page’s sums what came while the vendor had it', () => {
    const told = bills(
      hook('joined', 3000),
      hook('left', 4200),
      carriedBeats(3000, 4200, talk, { left: true }),
    );
    expect(told[0]?.carried).toEqual([
      {
        hour: hourAt(0),
        sums: {
          audio_milliseconds: 500_000,
          hd_milliseconds: 100_000,
          sent_video_milliseconds: 100_000,
          bytes_received: 500 * 5000 + 100 * 200_000,
          received_counted_milliseconds: 600_000,
          bytes_sent: 500 * 6000 + 100 * 100_000,
          sent_counted_milliseconds: 600_000,
        },
      },
      {
        hour: hourAt(hour),
        sums: {
          hd_milliseconds: 600_000,
          sent_video_milliseconds: 600_000,
          bytes_received: 600 * 200_000,
          received_counted_milliseconds: 600_000,
          bytes_sent: 600 * 100_000,
          sent_counted_milliseconds: 600_000,
        },
      },
    ]);
    expect(media(told)).toEqual(['video']);
  });

  test('is not known where no page tells, and absent then', () => {
    const told = bills(hook('joined', 0), hook('left', 600));
    expect(told[0]).not.toHaveProperty('carried');
    expect(told[0]).not.toHaveProperty('media');
  });

  test('leaves over as unknown what no heartbeat reaches: before the join, after the last one, and what nobody looked at', () => {
    const silent: readonly MediaPhase[] = [
      { from: 10, received: 'hd' },
      { from: 310 },
      { from: 500, received: 'hd' },
    ];
    const told = bills(hook('joined', 0), hook('left', 700), carriedBeats(10, 600, silent));
    expect(sums(told)).toEqual({ hd_milliseconds: 400_000 });
  });

  test('loses nothing to heartbeats that are lost, but where it was is evened out between their neighbours', () => {
    const all = carriedBeats(3000, 4200, talk, { left: true });
    const ends = [hook('joined', 3000), hook('left', 4200)];
    const lost = all.filter((_, index) => index % 40 === 0 || index === all.length - 1);
    expect(lost.length).toBeLessThan(7);
    expect(sums(bills(ends, lost))).toEqual(sums(bills(ends, all)));
    // Of the heartbeats at 3400 and 3800 only the sums are known: 100 s of audio and 300 s of video in between.
    const [first] = bills(ends, lost)[0]?.carried ?? [];
    expect(first?.sums).toMatchObject({ audio_milliseconds: 400_000 + 50_000, hd_milliseconds: 150_000 });
  });

  test('is each instant of a page once, when its vendor connection was replaced by another', () => {
    const page = carriedBeats(0, 1200, talk, { left: true });
    const told = bills(
      page,
      hook('joined', 0),
      hook('left', 602),
      hook('joined', 600, { connection: 'vendor-2' }),
      hook('left', 1200, { connection: 'vendor-2' }),
    );
    expect(told.map((one) => sums([one])['audio_milliseconds'])).toEqual([600_000, 600_000]);
    expect(sums(told)['bytes_received']).toBe(1200 * 5000);
    expect(media(told)).toEqual(['audio', 'audio']);
  });

  test('of two pages at once, the newer page is of the newer connection', () => {
    const told = bills(
      carriedBeats(0, 600, [{ from: 0, received: 'audio' }], { left: true }),
      carriedBeats(300, 900, [{ from: 0, received: '2k' }], { connection: 'page-2', left: true }),
      hook('joined', 0),
      hook('left', 600),
      hook('joined', 300, { connection: 'vendor-2' }),
      hook('left', 900, { connection: 'vendor-2' }),
    );
    expect(told.map((one) => sums([one]))).toEqual([
      { audio_milliseconds: 600_000 },
      { two_k_milliseconds: 600_000 },
    ]);
  });

  test('of heartbeats alone is what they tell, and of a screen nothing', () => {
    const page = carriedBeats(0, 600, [{ from: 0, received: 'unsized', sendsVideo: true }], { left: true });
    expect(sums(bills(page))).toEqual({ unsized_milliseconds: 600_000, sent_video_milliseconds: 600_000 });
    const screen = { connection: 'screen', participantClass: 'agent' } as const;
    const told = bills(
      page,
      hook('joined', 0, screen),
      hook('left', 600, screen),
      hook('joined', 0),
      hook('left', 600),
    );
    expect(told.map((one) => [one.connection, one.media])).toEqual([
      ['screen', undefined],
      ['vendor-1', 'video'],
    ]);
    expect(sums(told)['unsized_milliseconds']).toBe(600_000);
  });
});

test('a look that came to nothing is made up for by the next; after the last one nothing is known, nor counted', () => {
  const phases: readonly MediaPhase[] = [{ from: 0, received: 'hd', bytesReceived: 1000 }];
  const page = carriedBeats(0, 600, phases, { left: true });
  const at300 = page.find(({ at: time }) => time === at(300))?.carried;
  const at580 = page.find(({ at: time }) => time === at(580))?.carried;
  const stale = page.map((row) => {
    if (row.at === at(310)) return { ...row, ...(at300 && { carried: at300 }) };
    return row.at > at(580) ? { ...row, ...(at580 && { carried: at580 }) } : row;
  });
  expect(sums(bills(stale))).toEqual({
    hd_milliseconds: 580_000,
    bytes_received: 580_000,
    received_counted_milliseconds: 580_000,
  });
});

test('heartbeats from the first on may be lost: the sums of a later one are of all since the join', () => {
  const page = carriedBeats(0, 600, [{ from: 0, received: 'hd', bytesReceived: 1000 }], { left: true });
  const late = page.filter(({ beat }) => (beat?.sequence ?? 0) >= 30);
  expect(sums(bills(late))).toEqual({
    hd_milliseconds: 600_000,
    bytes_received: 600_000,
    received_counted_milliseconds: 600_000,
  });
});

describe('sums that cannot be', () => {
  test('that fall take nothing back', () => {
    const page = carriedBeats(0, 600, [{ from: 0, received: 'hd', bytesReceived: 1000 }], { left: true });
    const broken = page.map((row, index) =>
      index === 30 ? { ...row, carried: { received: { audio: 9000 }, unsizedVideo: 0, sentVideo: 0 } } : row,
    );
    expect(sums(bills(broken))).toMatchObject({
      hd_milliseconds: expect.closeTo(600_000 - 6000, -4),
      bytes_received: 600_000,
    });
    expect(lookedAt(carriedOf(bills(broken)))).toBeLessThanOrEqual(600_000);
  });

  test('that tell of more time than there was are cut to it, each in its share', () => {
    const page = carriedBeats(0, 600, [], { left: true }).map((row) => ({
      ...row,
      carried: { received: { audio: 3_000_000, hd: 1_000_000 }, unsizedVideo: 0, sentVideo: 9_000_000 },
    }));
    expect(sums(bills(page))).toEqual({
      audio_milliseconds: 7500,
      hd_milliseconds: 2500,
      sent_video_milliseconds: 10_000,
    });
  });

  test('that count a sleep count only what the page was there for, and no byte is lost', () => {
    const phases: readonly MediaPhase[] = [{ from: 0, received: 'hd', bytesReceived: 1000 }];
    const page = carriedBeats(0, 1200, phases, { left: true });
    const asleep = page
      .filter(({ at: time }) => time <= at(300) || time >= at(900))
      .map((row, sequence) => ({
        ...row,
        beat: { sequence, elapsed: row.beat?.elapsed ?? 0 },
      }));
    const told = bills(asleep);
    const there = told.reduce((sum, one) => sum + one.seconds, 0);
    expect(told).toHaveLength(2);
    expect(there).toBe(610);
    expect(sums(told)).toEqual({
      hd_milliseconds: there * 1000,
      bytes_received: 1_200_000,
      received_counted_milliseconds: there * 1000,
    });
  });
});

describe('audio is said only of what was looked at', () => {
  const ends = (to: number) => [hook('joined', 0), hook('left', to)];
  const voice: readonly MediaPhase[] = [{ from: 0, received: 'audio' }];

  test.each([
    ['all of it', 600, 600, 'audio'],
    ['all but a break', 630, 600, 'audio'],
    ['all but more than a break', 640, 600, 'unknown'],
    ['half of a short one', 40, 20, 'audio'],
    ['less than half of it', 45, 20, 'unknown'],
  ])('%s: %i s, heard for %i s', (_, length, heard, expected) => {
    expect(media(bills(ends(length), carriedBeats(0, heard, voice)))).toEqual([expected]);
  });

  test('and video of whatever showed it once, sent or received', () => {
    const sent: readonly MediaPhase[] = [
      { from: 0, received: 'audio' },
      { from: 300, received: 'audio', sendsVideo: true },
      { from: 310, received: 'audio' },
    ];
    expect(media(bills(ends(600), carriedBeats(0, 600, sent)))).toEqual(['video']);
    const seen: readonly MediaPhase[] = [{ from: 0 }, { from: 300, received: 'unsized' }, { from: 310 }];
    expect(media(bills(ends(6000), carriedBeats(0, 600, seen)))).toEqual(['video']);
  });
});

test('a part of a connection has the hours that are in it, and its share of one that is cut', () => {
  const [whole] = bills(
    hook('joined', 3000),
    hook('left', 4200),
    carriedBeats(3000, 4200, talk, { left: true }),
  );
  if (whole === undefined) throw new Error('There is one.');
  const within = (from: number, to: number) => {
    const part = clipConnection(whole, { from: at(from), to: at(to) });
    return sums(part === undefined ? [] : [part]);
  };
  const second = clipConnection(whole, { from: at(hour), to: at(2 * hour) });
  expect(second?.carried?.map((one) => one.hour)).toEqual([hourAt(hour)]);
  expect(within(0, hour)).toMatchObject({ audio_milliseconds: 500_000, hd_milliseconds: 100_000 });
  expect(within(hour, 2 * hour)).toMatchObject({ hd_milliseconds: 600_000 });
  expect(within(hour + 150, hour + 300)).toMatchObject({
    hd_milliseconds: 150_000,
    bytes_received: 30_000_000,
  });
});

test('whatever comes, in any order: the same, and never more than the time', () => {
  const phases = fc.array(
    fc.record({
      length: fc.integer({ min: 1, max: 900 }),
      received: fc.constantFrom('audio', 'hd', '2k-plus', 'unsized', undefined),
      sendsVideo: fc.boolean(),
      bytesReceived: fc.integer({ min: 0, max: 400_000 }),
    }),
    { minLength: 1, maxLength: 6 },
  );
  fc.assert(
    fc.property(
      phases,
      fc.array(fc.boolean(), { minLength: 150, maxLength: 150 }),
      fc.integer({ min: 0, max: 30 }),
      fc.integer(),
      (given, lost, joins, order) => {
        let from = 0;
        const media = given.map(({ length, received, ...one }): MediaPhase => {
          const phase = { ...one, from, ...(received !== undefined && { received }) };
          from += length;
          return phase;
        });
        const page = carriedBeats(2900, 4100, media, { left: true }).filter((_, index) => !lost[index]);
        const rows = [hook('joined', 2900 + joins), hook('left', 4110), ...page];
        const told = bills(rows);
        const shuffled = rows.toSorted(
          (a, b) => ((a.at * 7919 + order) % 1009) - ((b.at * 7919 + order) % 1009),
        );
        expect(bills(shuffled, shuffled)).toEqual(told);
        for (const one of told) {
          for (const { sums: of, hour: index } of one.carried ?? []) {
            const there =
              Math.min(one.end, (index + 1) * hour * 1000) - Math.max(one.start, index * hour * 1000);
            expect(lookedAt(of)).toBeLessThanOrEqual(there);
            expect(of.sent_video_milliseconds ?? 0).toBeLessThanOrEqual(there);
            expect(of.received_counted_milliseconds ?? 0).toBeLessThanOrEqual(there);
          }
        }
      },
    ),
    { numRuns: 100 },
  );
});
