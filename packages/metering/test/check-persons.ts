import type { PersonPresence } from '../src/presence-interval.ts';
import { lengthOf, spanUnion } from '../src/span-union.ts';
import { outsideBound } from './check-ranges.ts';
import type { TrueConsult } from './random-truth.ts';

/** Everybody is counted once, for as long as they were there; nobody else is. */
export function checkPersons(
  { pages, guests }: TrueConsult,
  persons: readonly PersonPresence[],
): readonly string[] {
  const truth = [...pages.map((page) => ({ ...page, participantClass: 'person' })), ...guests].filter(
    ({ participantClass }) => participantClass === 'person',
  );
  const people = [...new Set(truth.map(({ person }) => person ?? ''))].sort();
  const counted = persons.map(({ person }) => person);
  return [
    ...(JSON.stringify(counted) === JSON.stringify(people) ? [] : [`counted: ${counted.join(', ')}`]),
    ...persons.flatMap(({ person, seconds, spans, errorBoundSeconds }) => {
      const there = truth.filter((one) => one.person === person).flatMap(({ connections }) => connections);
      return [
        ...outsideBound(`person ${person}`, seconds, lengthOf(spanUnion(there)) / 1000, errorBoundSeconds),
        ...(lengthOf(spanUnion(spans)) === lengthOf(spans)
          ? []
          : [`person ${person} is counted twice at once`]),
      ];
    }),
  ];
}
