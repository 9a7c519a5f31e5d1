import { groupBy } from '../src/group-by.ts';
import type { PresenceInterval } from '../src/presence-interval.ts';
import { outsideRanges } from './check-ranges.ts';
import type { TrueConsult } from './random-truth.ts';
import { awakeSpans } from './true-page.ts';

/** Every interval of the fold against the one presence that it is about. */
export function checkIntervals(
  consult: TrueConsult,
  intervals: readonly PresenceInterval[],
): readonly string[] {
  const pages = groupBy(
    intervals.filter(({ witness }) => witness === 'heartbeat'),
    ({ connection }) => [connection],
  );
  return [
    ...checkObserved(consult, intervals),
    ...checkVendorConnections(
      consult,
      intervals.filter(({ witness }) => witness === 'vendor'),
    ),
    ...pages.flatMap((told) => {
      const [{ connection }] = told;
      const page = consult.pages.find(({ id }) => id === connection);
      if (page === undefined) return [`page ${connection} never was`];
      const truth = awakeSpans(page);
      if (truth.length !== told.length)
        return [`page ${connection}: there ${truth.length} times, told ${told.length} times`];
      return told.flatMap((one, index) =>
        outsideRanges(`page ${connection}`, one, truth[index] ?? { start: Number.NaN, end: Number.NaN }),
      );
    }),
  ];
}

function checkVendorConnections(
  { pages, guests }: TrueConsult,
  told: readonly PresenceInterval[],
): readonly string[] {
  const truth = new Map(
    [...pages, ...guests].flatMap((one) =>
      one.connections.map((connection) => [connection.id, { ...one, connection }] as const),
    ),
  );
  return told.flatMap((one) => {
    const of = truth.get(one.connection);
    const what = `interval ${one.connection}`;
    if (of === undefined) return [`${what} never was`];
    if (of.person !== one.person || of.provider !== one.provider) return [`${what} is somebody else's`];
    return outsideRanges(what, one, of.connection);
  });
}

/** What was told is observed: each leave that came ends an interval, and each join of a vendor's begins one. */
function checkObserved({ evidence }: TrueConsult, intervals: readonly PresenceInterval[]): readonly string[] {
  const countBy = (keys: readonly string[]): ReadonlyMap<string, number> =>
    new Map([...Map.groupBy(keys, (key) => key)].map(([key, same]) => [key, same.length]));
  const facts = new Map(
    evidence
      .filter(({ source, kind }) => kind === 'left' || (kind === 'joined' && source !== 'heartbeat'))
      // Of a vendor several sources may tell the same.
      .map(({ id, source, kind, connection = '' }) => [
        source === 'heartbeat' ? id : `${kind} ${connection}`,
        `${kind} ${connection}`,
      ]),
  );
  const told = countBy([...facts.values()]);
  const observed = countBy(
    intervals.flatMap(({ witness, connection, startBasis, endBasis }) => [
      ...(witness === 'vendor' && startBasis === 'observed' ? [`joined ${connection}`] : []),
      ...(endBasis === 'observed' ? [`left ${connection}`] : []),
    ]),
  );
  return [...told]
    .filter(([fact, count]) => observed.get(fact) !== count)
    .map(([fact, count]) => `${fact}: told ${count} times, observed ${observed.get(fact) ?? 0} times`);
}
