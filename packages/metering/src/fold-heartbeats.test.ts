import { describe, expect, test } from 'vitest';
import { at, beats, fold, hook } from '../test/evidence-examples.ts';

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
