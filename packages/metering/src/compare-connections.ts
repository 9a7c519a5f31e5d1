import { type Compared, type Comparison, boundOf, isWithin } from './compared.ts';
import type { UsagePeriod } from './clip-connection.ts';
import { matchVendorLines } from './match-vendor-lines.ts';
import type { BillableConnection } from './presence-interval.ts';
import { causeOfAbsence, causeOfDifference } from './variance-cause.ts';
import type { VendorLine } from './vendor-report.ts';

/** What the vendor counts connection by connection. */
export function compareConnections(
  connections: readonly BillableConnection[],
  lines: readonly VendorLine[],
  days: readonly UsagePeriod[],
): Comparison {
  const { pairs, onlyOurs, onlyTheirs } = matchVendorLines(connections, lines);
  const finished = pairs.filter(
    ({ ours, line }) => line.milliseconds !== undefined && ours.endBasis !== 'open',
  );
  const ofDays = onlyOurs.filter(({ start }) => isWithin(start, days));
  const closed = ofDays.filter(({ endBasis }) => endBasis !== 'open');
  const known = onlyTheirs.filter(({ milliseconds }) => milliseconds !== undefined);
  return {
    compared: [
      ...finished.map(({ ours, line }): Compared => {
        const { consultId, connection, start, end } = ours;
        const theirs = line.milliseconds ?? 0;
        const cause = causeOfDifference(ours, theirs - (end - start), line.precision);
        return { cause, consultId, connection, ours: end - start, theirs, bound: boundOf(ours) };
      }),
      ...closed.map((ours): Compared => {
        const { consultId, connection, start, end } = ours;
        const cause = causeOfAbsence(ours);
        return { cause, consultId, connection, ours: end - start, theirs: undefined, bound: boundOf(ours) };
      }),
      ...known.map(({ room, consultId, connection, milliseconds }): Compared => ({
        cause: room === 'known' ? 'missing-here' : 'unknown-room',
        consultId,
        connection,
        ours: undefined,
        theirs: milliseconds,
        bound: 0,
      })),
    ],
    unfinishedLines: lines.filter(({ milliseconds }) => milliseconds === undefined).length,
    openConnections:
      pairs.filter(({ ours }) => ours.endBasis === 'open').length + ofDays.length - closed.length,
    connectionsOfOtherDays: onlyOurs.filter(({ start }) => !isWithin(start, days)).length,
  };
}
