import { describe, expect, test } from 'vitest';
import { at, fold, hook, place } from '../test/evidence-examples.ts';
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
