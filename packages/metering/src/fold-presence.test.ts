import { describe, expect, test } from 'vitest';
import { at, beats, fold, hook, place } from '../test/evidence-examples.ts';
import { foldPresence } from './fold-presence.ts';

describe('vendor connections', () => {
  test('joined and left: observed, as exact as the vendor says', () => {
    expect(fold([hook('joined', 0, { precision: 1 }), hook('left', 1200, { precision: 1000 })])).toEqual([
      {
        ...place,
        person: 'patient',
        connection: 'vendor-1',
        participantClass: 'person',
        witness: 'vendor',
        start: at(0),
        end: at(1200),
        startBasis: 'observed',
        endBasis: 'observed',
        startRange: { earliest: at(0) - 1, latest: at(0) + 1 },
        endRange: { earliest: at(1199), latest: at(1201) },
        errorBoundSeconds: 1.001,
        sources: ['webhook'],
      },
    ]);
  });

  test('a ghost of whom only the join is known counts for half a lease, with a bound up to now', () => {
    const [ghost] = fold([hook('joined', 0)], { now: at(600) });
    expect(ghost).toMatchObject({ start: at(0), end: at(15), endBasis: 'lease', errorBoundSeconds: 585 });
    expect(ghost?.endRange).toEqual({ earliest: at(0), latest: at(600) });
  });

  test('no bound reaches further than the longest session', () => {
    const [ghost] = fold([hook('joined', 0)], { now: at(10_000_000), longestSessionSeconds: 7200 });
    expect(ghost?.endRange.latest).toBe(at(7200));
  });

  test('while the lease lasts it is open, up to now', () => {
    expect(fold([hook('joined', 0)], { now: at(20) })).toMatchObject([
      { end: at(20), endBasis: 'open', errorBoundSeconds: 20 },
    ]);
  });

  test('a poll is a proof like any other', () => {
    const poll = hook('present', 300, { source: 'roster-poll' });
    expect(fold([hook('joined', 0), poll], { now: at(600) })).toMatchObject([
      { end: at(315), endBasis: 'lease', sources: ['roster-poll', 'webhook'] },
    ]);
  });

  test('the end of the room closes whom nobody saw leave', () => {
    const rows = [
      hook('joined', 0),
      hook('present', 1190, { source: 'roster-poll' }),
      hook('room-ended', 1200),
    ];
    expect(fold(rows)).toMatchObject([{ end: at(1200), endBasis: 'room-ended', errorBoundSeconds: 10 }]);
  });

  test('a room that ended is as exact as its vendor says, not as the proof before it', () => {
    const [stay] = fold([hook('joined', 0), hook('room-ended', 1200, { precision: 1500 })]);
    expect(stay?.endRange).toEqual({ earliest: at(0), latest: at(1201.5) });
  });

  test('a room that began is as exact as its vendor says', () => {
    const [stay] = fold([hook('room-started', 0, { precision: 1500 }), hook('left', 600)]);
    expect(stay?.startRange).toEqual({ earliest: at(-1.5), latest: at(600) });
  });

  test('a room that may have ended before the last proof bounds nothing: it may be the one before', () => {
    const rows = [
      hook('joined', 100, { precision: 1000 }),
      hook('room-ended', 101, { precision: 1000 }),
      hook('room-ended', 400, { precision: 1000 }),
    ];
    expect(fold(rows)).toMatchObject([{ endBasis: 'room-ended', endRange: { latest: at(401) } }]);
  });

  test('a room that may have begun after the first proof bounds nothing: it may be the next one', () => {
    const rows = [
      hook('room-started', 0, { precision: 1000 }),
      hook('left', 600, { precision: 1000 }),
      hook('room-started', 600, { precision: 1000 }),
    ];
    expect(fold(rows)).toMatchObject([{ startRange: { earliest: at(-1) } }]);
  });

  test('the end of a room does not close who joined after it, when the room was made anew', () => {
    const rows = [
      hook('joined', 100, { connection: 'late' }),
      hook('room-ended', 50),
      hook('room-ended', 400),
    ];
    expect(fold(rows)).toMatchObject([{ connection: 'late', end: at(400), endBasis: 'room-ended' }]);
  });

  test('a leave that comes late replaces the lease', () => {
    const late = { ...hook('left', 1200), receivedAt: at(90_000) };
    expect(fold([hook('joined', 0), late])).toMatchObject([
      { end: at(1200), endBasis: 'observed', errorBoundSeconds: 0 },
    ]);
  });

  test('a leave whose join never came is not nothing: back to the start of the room at most', () => {
    const [stay] = fold([hook('room-started', 0), hook('left', 600)]);
    expect(stay).toMatchObject({ start: at(585), end: at(600), startBasis: 'lease', errorBoundSeconds: 585 });
  });

  test('the more precise of two witnesses counts', () => {
    const rows = [
      hook('joined', 0),
      hook('left', 600, { precision: 1000 }),
      hook('left', 600.4, { source: 'signalling', precision: 1 }),
    ];
    expect(fold(rows)).toMatchObject([{ end: at(600.4), errorBoundSeconds: 0.001 }]);
  });

  test('clocks that put a leave before its join make no negative time', () => {
    expect(fold([hook('joined', 10), hook('left', 9.5)])).toMatchObject([{ start: at(10), end: at(10) }]);
  });

  test('a leave in whole seconds does not move a join that is exact', () => {
    const rows = [hook('joined', 10.7, { precision: 1 }), hook('left', 10, { precision: 1000 })];
    expect(fold(rows)).toMatchObject([{ start: at(10.7), end: at(10.7), errorBoundSeconds: 0.301 }]);
  });

  test('a poll that knows no better does not make a person of a recorder', () => {
    const recorder = { connection: 'rec', participantClass: 'recorder' } as const;
    const rows = [
      hook('joined', 0, recorder),
      hook('present', 10, { connection: 'rec', source: 'roster-poll' }),
    ];
    expect(fold(rows)).toMatchObject([{ participantClass: 'recorder' }]);
  });
});

describe('heartbeats', () => {
  test('joined to left is exact but for the drift of clocks', () => {
    expect(fold(beats(0, 1205, { left: true }))).toMatchObject([
      { witness: 'heartbeat', start: at(0), end: at(1205), endBasis: 'observed', errorBoundSeconds: 0.241 },
    ]);
  });

  test('a page that died counts for half a heartbeat more, within a lease', () => {
    const [page] = fold(beats(0, 1200));
    expect(page).toMatchObject({ end: at(1205), endBasis: 'lease' });
    expect(page?.errorBoundSeconds).toBeCloseTo(25.241, 3);
  });

  test('is open while it beats', () => {
    expect(fold(beats(0, 1200), { now: at(1207) })).toMatchObject([{ end: at(1207), endBasis: 'open' }]);
  });

  test('the end of the room closes a page that said no more', () => {
    expect(fold([...beats(0, 1190), hook('room-ended', 1196)])).toMatchObject([
      { end: at(1196), endBasis: 'room-ended' },
    ]);
    // Silent for longer than a lease before the room ended: gone before.
    expect(fold([...beats(0, 1100), hook('room-ended', 1196)])).toMatchObject([
      { end: at(1105), endBasis: 'lease' },
    ]);
  });

  test('a page may have followed into the next room: the end of a room is a guess, the lease the bound', () => {
    const [page] = fold([...beats(0, 1190), hook('room-ended', 1196)]);
    expect(page?.endRange.latest).toBeGreaterThanOrEqual(at(1220));
  });

  test('what is open may have begun a journey earlier than it seems', () => {
    const late = beats(0, 1200).map((row) => ({ ...row, receivedAt: row.receivedAt + 1500 }));
    const [page] = fold(late, { now: at(1203) });
    expect(page).toMatchObject({ start: at(1.5), endBasis: 'open' });
    expect(page?.errorBoundSeconds).toBeGreaterThanOrEqual(2);
  });

  test('a stay after a sleep is placed no better than the drift of the whole connection allows', () => {
    const before = beats(0, 60);
    const after = beats(0, 12_000, { left: true })
      .filter((row) => row.at >= at(11_900))
      .map((row, index) => ({
        ...row,
        beat: { sequence: before.length + index, elapsed: row.beat?.elapsed ?? 0 },
      }));
    const [, second] = fold([...before, ...after], { now: at(20_000) });
    // 12,000 s at 0.02 percent.
    expect(second?.endRange.latest).toBeGreaterThanOrEqual(at(12_002.4));
  });

  test('who left twice had come back in between, when something was sent that did not come', () => {
    const [joined, , left] = beats(0, 10, { left: true });
    if (joined === undefined || left === undefined) throw new Error('Three beats were asked for.');
    const again = {
      ...left,
      id: 'again',
      at: at(120),
      receivedAt: at(120),
      beat: { sequence: (left.beat?.sequence ?? 0) + 3, elapsed: 120_000 },
    };
    expect(fold([joined, left, again])).toMatchObject([
      { end: at(10), endBasis: 'observed' },
      { start: at(115), startBasis: 'lease', startRange: { earliest: at(68) - 24 }, end: at(120) },
    ]);
  });

  test('a clock that was set a little on waking, or the deliveries that say so: the truth lies between', () => {
    const before = beats(0, 300);
    const after = beats(0, 600, { left: true })
      .slice(before.length)
      .map((row) => ({ ...row, at: row.at + 603_000, receivedAt: row.receivedAt + 600_000 }));
    const [, second] = fold([...before, ...after]);
    expect(second?.end).toBe(at(1200));
    expect(second?.endRange.latest).toBeGreaterThanOrEqual(at(1203));
  });

  test('one heartbeat alone proves when its connection was joined', () => {
    const third = beats(0, 20).slice(2);
    expect(fold(third)).toMatchObject([{ start: at(0), startBasis: 'observed', end: at(25) }]);
  });

  test('lost heartbeats are no absence: they are counted, and the count went on', () => {
    const all = beats(0, 1200, { left: true });
    const outage = all.filter(({ beat }) => (beat?.sequence ?? 0) < 30 || (beat?.sequence ?? 0) > 70);
    expect(fold(outage)).toMatchObject([{ start: at(0), end: at(1200), errorBoundSeconds: 0.24 }]);
  });

  test('a page that slept was not there: what came before and after is two stays of one connection', () => {
    const before = beats(0, 300);
    const after = beats(0, 1200, { left: true })
      .filter((row) => row.at >= at(900))
      .map((row, index) => ({
        ...row,
        beat: { sequence: before.length + index, elapsed: row.beat?.elapsed ?? 0 },
      }));
    expect(fold([...before, ...after])).toMatchObject([
      { connection: 'page-1', start: at(0), end: at(305), endBasis: 'lease' },
      { connection: 'page-1', start: at(895), end: at(1200), startBasis: 'lease', endBasis: 'observed' },
    ]);
  });

  test('the same on a machine whose monotonic clock stood still', () => {
    const before = beats(0, 300);
    const after = beats(0, 600, { left: true })
      .slice(before.length)
      .map((row) => ({ ...row, at: row.at + 600_000, receivedAt: row.receivedAt + 600_000 }));
    expect(fold([...before, ...after])).toMatchObject([
      { start: at(0), end: at(305) },
      { start: at(905), end: at(1200) },
    ]);
  });

  test('a page that left and came back stays twice', () => {
    const back = beats(0, 900)
      .slice(-10)
      .map((row, index) => ({ ...row, beat: { sequence: 32 + index, elapsed: row.beat?.elapsed ?? 0 } }));
    expect(fold([...beats(0, 300, { left: true }), ...back])).toMatchObject([
      { end: at(300), endBasis: 'observed' },
      { start: at(805), startBasis: 'lease' },
    ]);
  });

  test.each([
    ['an hour fast', 3_600_000],
    ['a day slow', -86_000_000],
  ])('a clock that is %s changes nothing', (_, skew) => {
    const right = beats(0, 1200, { left: true });
    expect(fold(right.map((row) => ({ ...row, at: row.at + skew })))).toEqual(fold(right));
  });

  test('a clock that is set during the call moves nothing: it may hide a nap of 2 s', () => {
    const right = beats(0, 1200, { left: true });
    const set = right.map((row, index) => (index > 40 ? { ...row, at: row.at + 1_800_000 } : row));
    expect(fold(set)).toMatchObject([
      { start: at(0), end: at(1200), endBasis: 'observed', errorBoundSeconds: 2.24 },
    ]);
  });

  test('deliveries that are late stretch nothing', () => {
    const right = beats(0, 1200, { left: true });
    const late = right.map((row, index) =>
      index === 30 ? row : { ...row, receivedAt: row.receivedAt + 1000 * (index % 50) },
    );
    expect(fold(late)).toEqual(fold(right));
  });
});

describe('the fold', () => {
  test('keeps consults, tenants and providers apart', () => {
    const rows = [hook('joined', 0), hook('left', 60), hook('room-ended', 60, { provider: 'mesh' })];
    const other = rows.map((row) => ({ ...row, id: `${row.id}-other`, tenant: 'other' }));
    expect(fold([...rows, ...other]).map(({ tenant }) => tenant)).toEqual(['clinic', 'other']);
    const open = [hook('joined', 0), hook('room-ended', 10, { provider: 'mesh' })];
    expect(fold(open, { now: at(20) })).toMatchObject([{ endBasis: 'open' }]);
  });

  test('of nothing is nothing', () => {
    expect(fold([])).toEqual([]);
    expect(fold([hook('room-started', 0), hook('room-ended', 10)])).toEqual([]);
  });

  test.each([
    { leaseSeconds: 5 },
    { heartbeatSeconds: 0 },
    { leaseSeconds: Number.NaN },
    { longestSessionSeconds: 1 },
    { now: Number.NaN },
  ])('refuses options that make no sense: %o', (wrong) => {
    const options = { leaseSeconds: 30, heartbeatSeconds: 10, now: at(0), ...wrong };
    expect(() => foldPresence([], options)).toThrow(RangeError);
  });
});
