import { expect, test } from 'vitest';
import { accepted, at, fold, place } from '../test/evidence-examples.ts';
import { heartbeatEvidence } from './heartbeat-evidence.ts';

const told = (sequence: number, sentVideo?: number) =>
  accepted(
    heartbeatEvidence(
      { ...place, person: 'patient' },
      {
        connectionId: 'page-1',
        sequence,
        kind: sequence === 0 ? 'joined' : 'present',
        at: at(sequence * 10),
        elapsed: sequence * 10_000,
        ...(sentVideo !== undefined && { carried: { received: { hd: 9_000 }, unsizedVideo: 0, sentVideo } }),
      },
      at(sequence * 10),
    ),
  );

test('a heartbeat that is told with different sums makes the same of itself in whatever order it comes', () => {
  const [joined, plain, less, more, next] = [told(0), told(1), told(1, 1), told(1, 7_000), told(2, 15_000)];
  const rows = [joined, plain, less, more, next];
  expect(new Set(rows.map(({ id }) => id)).size).toBe(5);
  const options = { now: at(25) };
  const whole = fold(rows, options);
  expect(fold(rows.toReversed(), options)).toEqual(whole);
  expect(fold([more, next, less, joined, plain, more], options)).toEqual(whole);
  // Presence is what it is without the others.
  const [one] = fold([joined, plain, next], options);
  expect(whole).toMatchObject([
    { start: one?.start, end: one?.end, errorBoundSeconds: one?.errorBoundSeconds },
  ]);
});
