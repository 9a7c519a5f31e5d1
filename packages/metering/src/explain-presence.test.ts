import type { Evidence } from '@patchbay/contract';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { at, beats, hook, place } from '../test/evidence-examples.ts';
import { randomSource } from '../test/random-source.ts';
import { randomConsult, type TrueConsult } from '../test/random-truth.ts';
import { consultId, heartbeatSeconds, leaseSeconds, tenant } from '../test/true-page.ts';
import { billableConnections } from './billable-connections.ts';
import { explainPresence } from './explain-presence.ts';
import { foldPresence } from './fold-presence.ts';
import type { PresenceExplanation } from './presence-explanation.ts';
import { presenceOfPersons } from './presence-of-persons.ts';

const options = { leaseSeconds: 30, heartbeatSeconds: 10, now: at(3600) };
const explain = (...evidence: readonly Evidence[]): PresenceExplanation =>
  explainPresence(place, evidence, options);

/** Each row's part, as `kind source: role, role`. */
const parts = ({ evidence }: PresenceExplanation): readonly string[] =>
  evidence.map(
    ({ evidence: row, uses, setAside }) =>
      `${row.source} ${row.kind}: ${setAside ?? [...new Set(uses.map(({ interval, as }) => `${interval} ${as}`))].join(', ')}`,
  );

describe('what each row did', () => {
  test('a vendor that told of both: its join and leave are the ends, the page is the other witness', () => {
    const told = explain(hook('joined', 0), ...beats(0, 20, { left: true }), hook('left', 21));
    expect(parts(told)).toEqual([
      'webhook joined: 0 start',
      'heartbeat joined: 0 witness',
      'heartbeat present: 0 witness',
      'heartbeat present: 0 witness',
      'heartbeat left: 0 witness',
      'webhook left: 0 end',
    ]);
    expect(told.intervals).toMatchObject([
      {
        person: 'P1',
        witness: 'vendor',
        startBasis: 'observed',
        endBasis: 'observed',
        seconds: 21,
        evidenceRows: 6,
      },
    ]);
  });

  test('a leave that nobody told: the end rests on the last heartbeat', () => {
    const told = explain(hook('joined', 0), ...beats(0, 60));
    const last = told.evidence.at(-1);
    expect(last?.uses).toEqual([{ interval: 0, as: 'end' }]);
    expect(told.intervals[0]).toMatchObject({
      endBasis: 'lease',
      endEvidence: [
        told.evidence.find(({ evidence }) => evidence.source === 'webhook')?.evidence.id,
        last?.evidence.id,
      ],
    });
  });

  test('a room that ended stands in for a missing leave, and is not needed where the leave was told', () => {
    const ended = hook('room-ended', 90);
    expect(parts(explain(hook('joined', 0), ended))).toEqual([
      'webhook joined: 0 start, 0 end',
      'webhook room-ended: 0 end',
    ]);
    expect(parts(explain(hook('joined', 0), hook('left', 80), ended)).at(-1)).toBe(
      'webhook room-ended: room-not-needed',
    );
  });

  test('of two words for one leave the more precise counts, and a poll after it is set aside', () => {
    const told = explain(
      hook('joined', 0),
      hook('left', 60, { source: 'signalling', precision: 1000 }),
      hook('left', 61),
      hook('present', 63, { source: 'roster-poll' }),
    );
    expect(parts(told)).toEqual([
      'webhook joined: 0 start',
      'signalling left: less-precise',
      'webhook left: 0 end',
      'roster-poll present: after-leave',
    ]);
  });

  test('a poll in between proves presence; one before the join is the start', () => {
    const early = hook('present', 0, { source: 'roster-poll' });
    const told = explain(
      early,
      hook('joined', 1),
      hook('present', 30, { source: 'roster-poll' }),
      hook('left', 60),
    );
    expect(parts(told)).toEqual([
      'roster-poll present: 0 start',
      'webhook joined: 0 start',
      'roster-poll present: 0 within',
      'webhook left: 0 end',
    ]);
  });

  test('a farewell after the farewell is stray', () => {
    const [joined, , left] = beats(0, 10, { left: true });
    if (joined === undefined || left === undefined) throw new Error('Three beats were asked for.');
    const again = { ...left, id: 'again', beat: { sequence: 3, elapsed: 11_000 } };
    expect(parts(explain(joined, left, again)).at(-1)).toBe('heartbeat left: stray-leave');
  });

  test("a heartbeat says by how much the page's clock was off", () => {
    const wrong = beats(0, 30).map((row) => ({ ...row, at: row.at + 7000 }));
    expect(explain(...wrong).evidence.map(({ skew }) => skew)).toEqual([7000, 7000, 7000, 7000]);
  });

  test('no key of a person is in it, and other consults are not', () => {
    const told = explain(
      hook('joined', 0, { person: 'secret-key-a' }),
      hook('joined', 5, { person: 'secret-key-b', connection: 'vendor-2' }),
      { ...hook('joined', 6), id: 'other', consultId: 'consult-2' },
      { ...hook('joined', 7), id: 'other-tenant', tenant: 'elsewhere' },
    );
    expect(JSON.stringify(told)).not.toMatch(/secret-key/);
    expect(told.intervals.map(({ person }) => person)).toEqual(['P1', 'P2']);
    expect(told.evidence).toHaveLength(2);
  });
});

const explainTruth = (consult: TrueConsult): PresenceExplanation =>
  explainPresence({ tenant, consultId }, consult.evidence, {
    leaseSeconds,
    heartbeatSeconds,
    now: consult.now,
  });

const seeds = fc.integer({ min: 0, max: 0xff_ff_ff_ff });

describe('random truths with everything that can go wrong', () => {
  test.each([[0], [20], [50]])('explanations tell the fold, with %d percent lost', (lossPercent) => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const trouble = { providers: ['livekit', 'mesh'], everything: true, lossPercent };
        const consult = randomConsult(randomSource(seed), trouble);
        const told = explainTruth(consult);
        const fold = (evidence: readonly Evidence[]) =>
          foldPresence(evidence, { leaseSeconds, heartbeatSeconds, now: consult.now });
        const bills = billableConnections(fold(consult.evidence));
        // The same intervals and persons that are counted, whole.
        const ends = (one: { readonly start: number; readonly end: number; readonly connection: string }) => [
          one.connection,
          one.start,
          one.end,
        ];
        expect(told.intervals.map(ends)).toEqual(bills.map(ends));
        expect(told.persons.map(({ seconds }) => seconds)).toEqual(
          presenceOfPersons(fold(consult.evidence)).map(({ seconds }) => seconds),
        );
        // Every row either did something or was set aside, and never both; each interval has somebody to thank.
        for (const { uses, setAside } of told.evidence) expect(uses.length > 0).toBe(setAside === undefined);
        for (const { startEvidence, endEvidence } of told.intervals) {
          expect(startEvidence).not.toEqual([]);
          expect(endEvidence).not.toEqual([]);
        }
        // What was set aside made nothing: without it everything is the same.
        const kept = new Set(
          told.evidence.filter(({ setAside }) => setAside === undefined).map(({ evidence }) => evidence.id),
        );
        const without = billableConnections(fold(consult.evidence.filter(({ id }) => kept.has(id))));
        const bare = (bill: (typeof bills)[number]) => ({ ...bill, sources: [] });
        expect(without.map(bare)).toEqual(bills.map(bare));
      }),
      { numRuns: 80, seed: 20_261_129 },
    );
  });

  test('without being asked, intervals carry no rows', () => {
    const consult = randomConsult(randomSource(1), { lossPercent: 20, providers: ['livekit'] });
    for (const interval of foldPresence(consult.evidence, {
      leaseSeconds,
      heartbeatSeconds,
      now: consult.now,
    })) {
      expect(interval).not.toHaveProperty('proofs');
    }
  });
});
