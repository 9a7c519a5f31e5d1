import { describe, expect, test } from 'vitest';
import { at, beats, fold, hook } from '../test/evidence-examples.ts';
import { billableConnections } from './billable-connections.ts';
import { presenceOfPersons } from './presence-of-persons.ts';
import { usageOf } from './usage-of.ts';

describe('two witnesses of one presence', () => {
  const page = beats(0, 1200, { left: true });

  test('are billed once, as the vendor tells it', () => {
    const intervals = fold([...page, hook('joined', 0.6), hook('left', 1199)]);
    expect(intervals).toHaveLength(2);
    expect(billableConnections(intervals)).toMatchObject([
      { connection: 'vendor-1', seconds: 1198.4, errorBoundSeconds: 0 },
    ]);
    expect(presenceOfPersons(intervals)).toMatchObject([{ person: 'patient', seconds: 1198.4 }]);
  });

  test('a missing leave is told by the page', () => {
    const [bill, ...more] = billableConnections(fold([...page, hook('joined', 0.6)]));
    expect(more).toEqual([]);
    expect(bill).toMatchObject({ connection: 'vendor-1', end: at(1200), endBasis: 'witness' });
    expect(bill?.errorBoundSeconds).toBeLessThan(40);
  });

  test('a missing join is told by the page', () => {
    const [bill, ...more] = billableConnections(fold([...page, hook('left', 1200)]));
    expect(more).toEqual([]);
    expect(bill).toMatchObject({
      connection: 'vendor-1',
      start: at(0),
      startBasis: 'witness',
      seconds: 1200,
    });
  });

  test('a leave that the page sent ends what is still open at the vendor', () => {
    const open = fold([...page, hook('joined', 0), hook('present', 1199, { source: 'roster-poll' })], {
      now: at(1210),
    });
    expect(billableConnections(open)).toMatchObject([{ end: at(1200), endBasis: 'witness' }]);
  });

  test('a page without any webhook is billed by itself, give or take a break', () => {
    const [bill, ...more] = billableConnections(fold(page));
    expect(more).toEqual([]);
    expect(bill).toMatchObject({ connection: 'page-1', seconds: 1200 });
    expect(bill?.errorBoundSeconds).toBeGreaterThan(30);
  });

  test('a webhook without any page is billed by itself', () => {
    expect(billableConnections(fold([hook('joined', 0), hook('left', 90)]))).toMatchObject([
      { connection: 'vendor-1', seconds: 90, errorBoundSeconds: 0 },
    ]);
  });
});

describe('what one witness told of several connections', () => {
  const joinOnly = (seconds: number, connection: string) => hook('joined', seconds, { connection });
  const leaveOnly = (seconds: number, connection: string) => hook('left', seconds, { connection });
  const bill = (rows: Parameters<typeof fold>[0]) => billableConnections(fold(rows));

  test('a leave without a join, just after a page came, may be an older page’s that the vendor still held', () => {
    const rows = [...beats(0, 300, { left: true }), leaveOnly(31.9, 'vendor-1')];
    const [first, rest] = bill(rows);
    // Back to where nothing is known, and not only to the page.
    expect(first).toMatchObject({ connection: 'vendor-1', start: at(0), end: at(31.9) });
    expect(first?.startRange.earliest).toBeLessThan(at(-3600));
    expect(rest).toMatchObject({ connection: 'page-1', start: at(31.9), end: at(300) });
  });

  test('the same once a break and what two clocks may be apart have passed: it is the page’s own', () => {
    const [first] = bill([...beats(0, 300, { left: true }), leaveOnly(32.1, 'vendor-1')]);
    expect(first).toMatchObject({ connection: 'vendor-1', start: at(0), startBasis: 'witness' });
    expect(first?.startRange.earliest).toBeGreaterThan(at(-5));
  });

  test('a vendor may hold the connection of a page that said it left', () => {
    const [only, ...more] = bill([...beats(0, 600, { left: true }), joinOnly(0, 'vendor-1')]);
    expect(more).toEqual([]);
    expect(only?.endRange.latest).toBeGreaterThanOrEqual(at(630));
  });

  test('a leave that comes while the vendor held the connection is the page’s', () => {
    const bills = bill([...beats(0, 600, { left: true }), leaveOnly(612, 'vendor-1')]);
    expect(bills).toMatchObject([{ connection: 'vendor-1', start: at(0), end: at(612) }]);
  });

  test('a leave between two pages is rather the older one’s, and may be the newer one’s', () => {
    const rows = [
      ...beats(0, 300, { left: true }),
      ...beats(311, 900, { connection: 'page-2', left: true }),
      leaveOnly(315, 'vendor-1'),
    ];
    const first = bill(rows).find(({ connection }) => connection === 'vendor-1');
    expect(first).toMatchObject({ start: at(0), end: at(315), startRange: { latest: at(315) } });
  });

  test('a poll beside a leave: who left comes before who was still seen', () => {
    const rows = [
      hook('left', 600, { connection: 'old', precision: 1000 }),
      hook('present', 600.5, { connection: 'new', source: 'roster-poll' }),
      hook('left', 900, { connection: 'new' }),
    ];
    expect(bill(rows)).toMatchObject([
      { connection: 'old', end: at(600) },
      { connection: 'new', end: at(900) },
    ]);
  });

  test('a page’s end that is only assumed proves no second connection', () => {
    // Three heartbeats were lost with the leave: the page may have been there until then, or not.
    const page = beats(0, 1200, { left: true });
    const came = page.filter(({ beat }) => (beat?.sequence ?? 0) < 60);
    const back = page
      .slice(-3)
      .map((row) => ({ ...row, receivedAt: row.receivedAt + 600_000, at: row.at + 600_000 }))
      .map((row) => ({
        ...row,
        beat: { ...row.beat, sequence: row.beat?.sequence ?? 0, elapsed: (row.beat?.elapsed ?? 0) + 600_000 },
      }));
    const rows = [...came, ...back, joinOnly(0, 'vendor-1'), leaveOnly(592, 'vendor-1')];
    const first = bill(rows).filter((one) => one.start < at(1000));
    expect(first).toMatchObject([{ connection: 'vendor-1', seconds: 592 }]);
  });

  test('a short piece of a page that no connection covers is a break, and the bound says that it may be more', () => {
    const rows = [...beats(0, 600, { left: true }), joinOnly(20, 'vendor-1'), leaveOnly(600, 'vendor-1')];
    const [only, ...more] = bill(rows);
    expect(more).toEqual([]);
    expect(only).toMatchObject({ seconds: 580 });
    expect(only?.errorBoundSeconds).toBeGreaterThanOrEqual(20);
  });

  test('a newer connection ends the older one, whatever page it came from', () => {
    const rows = [
      ...beats(0, 600),
      ...beats(598, 1200, { connection: 'page-2', left: true }),
      joinOnly(0, 'vendor-1'),
      hook('present', 597, { connection: 'vendor-1', source: 'roster-poll' }),
      hook('present', 598.5, { connection: 'vendor-2', source: 'roster-poll' }),
      joinOnly(900, 'vendor-3'),
    ];
    const [first] = bill(rows);
    expect(first?.endRange.latest).toBeLessThanOrEqual(at(601));
  });

  test('a connection of which the page tells one end has breaks anywhere: a month’s share is no more exact', () => {
    const later = Date.UTC(2026, 6, 1) - at(900);
    const rows = [...beats(0, 1200, { left: true }), joinOnly(0, 'vendor-1')].map((row) => ({
      ...row,
      at: row.at + later,
      receivedAt: row.receivedAt + later,
    }));
    const usage = usageOf(billableConnections(fold(rows, { now: at(7200) + later })));
    expect(usage.byMonth.get('2026-06')?.errorBoundSeconds).toBeGreaterThanOrEqual(30);
  });
});

describe('one person, several connections', () => {
  test('a rejoin under a new vendor id is two connections and one stay', () => {
    const rows = [
      ...beats(0, 1200, { left: true }),
      hook('joined', 0),
      hook('left', 500),
      hook('joined', 505, { connection: 'vendor-2' }),
      hook('left', 1200, { connection: 'vendor-2' }),
    ];
    expect(billableConnections(fold(rows)).map(({ seconds }) => seconds)).toEqual([500, 695]);
    expect(presenceOfPersons(fold(rows))).toMatchObject([{ seconds: 1195 }]);
  });

  test('a rejoin ends the connection whose leave never came', () => {
    const rows = [
      ...beats(0, 1200, { left: true }),
      hook('joined', 0),
      hook('joined', 505, { connection: 'vendor-2' }),
      hook('left', 1200, { connection: 'vendor-2' }),
    ];
    expect(billableConnections(fold(rows))).toMatchObject([
      { connection: 'vendor-1', end: at(505), endBasis: 'witness', errorBoundSeconds: 30 },
      { connection: 'vendor-2', start: at(505) },
    ]);
  });

  test('a rejoin whose webhooks were all lost is billed from the heartbeats', () => {
    const rows = [...beats(0, 1200, { left: true }), hook('joined', 0), hook('left', 500)];
    const bills = billableConnections(fold(rows));
    expect(bills).toMatchObject([
      { connection: 'vendor-1', seconds: 500 },
      { connection: 'page-1', start: at(500), end: at(1200) },
    ]);
  });

  test('two tabs are two connections to the vendor and one person to us', () => {
    const rows = [
      ...beats(0, 600, { left: true }),
      ...beats(500, 1000, { connection: 'page-2', left: true }),
      hook('joined', 0),
      hook('left', 600),
      hook('joined', 500, { connection: 'vendor-2' }),
      hook('left', 1000, { connection: 'vendor-2' }),
    ];
    expect(billableConnections(fold(rows)).map(({ seconds }) => seconds)).toEqual([600, 500]);
    expect(presenceOfPersons(fold(rows))).toMatchObject([
      { seconds: 1000, spans: [{ start: at(0), end: at(1000) }], errorBoundSeconds: 0, open: false },
    ]);
  });

  test("the first tab's missing leave is told by its own page, not the other's", () => {
    const rows = [
      ...beats(0, 600, { left: true }),
      ...beats(500, 1000, { connection: 'page-2', left: true }),
      hook('joined', 0),
      hook('joined', 500, { connection: 'vendor-2' }),
      hook('left', 1000, { connection: 'vendor-2' }),
    ];
    expect(billableConnections(fold(rows))).toMatchObject([{ end: at(600) }, { end: at(1000) }]);
  });

  test('a handover is one connection on each provider and one person', () => {
    const rows = [
      ...beats(0, 605, { left: true }),
      ...beats(600, 1200, { connection: 'page-2', provider: 'mesh', left: true }),
      hook('joined', 0),
      hook('left', 605),
      hook('joined', 600, { connection: 'mesh-1', provider: 'mesh' }),
      hook('left', 1200, { connection: 'mesh-1', provider: 'mesh' }),
    ];
    expect(billableConnections(fold(rows)).map(({ provider, seconds }) => [provider, seconds])).toEqual([
      ['livekit', 605],
      ['mesh', 600],
    ]);
    expect(presenceOfPersons(fold(rows))).toMatchObject([{ seconds: 1200, providers: ['livekit', 'mesh'] }]);
  });

  test('a shared screen is billed beside its owner’s camera, and replaces nothing', () => {
    const screen = { connection: 'vendor-screen', participantClass: 'agent' } as const;
    const rows = [
      ...beats(0, 600, { left: true }),
      hook('joined', 0),
      hook('joined', 100, screen),
      hook('left', 200, screen),
    ];
    expect(billableConnections(fold(rows))).toMatchObject([
      { connection: 'vendor-1', end: at(600) },
      { connection: 'vendor-screen', seconds: 100 },
    ]);
  });

  test('a vendor bills what it held of a killed browser; the person was there for sure up to the last heartbeat', () => {
    const rows = [...beats(0, 100), hook('joined', 0), hook('left', 125)];
    expect(billableConnections(fold(rows))).toMatchObject([{ seconds: 125, errorBoundSeconds: 0 }]);
    const [presence] = presenceOfPersons(fold(rows));
    expect(presence?.seconds).toBe(125);
    // 25 s, and what a heartbeat may be off by.
    expect(presence?.errorBoundSeconds).toBeGreaterThanOrEqual(25);
    expect(presence?.errorBoundSeconds).toBeLessThan(28);
  });

  test('recorders and telephone legs are billed, and are nobody', () => {
    const rows = (['recorder', 'agent', 'sip'] as const).flatMap((participantClass) => [
      hook('joined', 0, { connection: participantClass, person: participantClass, participantClass }),
      hook('left', 60, { connection: participantClass, person: participantClass, participantClass }),
    ]);
    expect(billableConnections(fold(rows)).map(({ seconds }) => seconds)).toEqual([60, 60, 60]);
    expect(presenceOfPersons(fold(rows))).toEqual([]);
  });

  test('connections of nobody known are billed each for itself', () => {
    const unknown = ['a', 'b'].flatMap((connection) =>
      [hook('joined', 0, { connection }), hook('left', 60, { connection })].map((row) => ({
        ...row,
        person: undefined,
      })),
    );
    expect(billableConnections(fold(unknown)).map(({ connection }) => connection)).toEqual(['a', 'b']);
    expect(presenceOfPersons(fold(unknown))).toEqual([]);
  });

  test('a person who is still there is open', () => {
    expect(presenceOfPersons(fold(beats(0, 100), { now: at(105) }))).toMatchObject([
      { open: true, seconds: 105 },
    ]);
  });
});
