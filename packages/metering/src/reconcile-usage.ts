import { compareBy } from './compare-by.ts';
import { compareConnections } from './compare-connections.ts';
import { compareSums } from './compare-sums.ts';
import type { Compared } from './compared.ts';
import { groupBy } from './group-by.ts';
import type { BillableConnection } from './presence-interval.ts';
import type { CauseSum, ReconciledBy, Reconciliation } from './reconciliation.ts';
import type { VendorLine, VendorReport } from './vendor-report.ts';

/**
 * One provider's connections held against what the provider counted on the days of these reports, the newest of each day. Give
 * connections of a day more on both sides: a line may lie across midnight. Pure; any order of either gives the same. The sums of
 * the causes are the variance, to the millisecond.
 */
export function reconcileUsage(
  connections: readonly BillableConnection[],
  reports: readonly Pick<VendorReport, 'day' | 'lines'>[],
): Reconciliation {
  const days = reports.map(({ day }) => day).toSorted(compareBy(({ from }) => from));
  const lines = oncePerConnection(reports.flatMap((report) => report.lines));
  const by = comparedBy(lines);
  const { compared, ...notCompared } =
    by === 'connection'
      ? compareConnections(connections, lines, days)
      : compareSums(by, connections, lines, days);
  const sum = (of: (one: Compared) => number): number => compared.reduce((total, one) => total + of(one), 0);
  const [ours, theirs] = [sum((one) => one.ours ?? 0), sum((one) => one.theirs ?? 0)];
  return {
    by,
    oursSeconds: ours / 1000,
    oursErrorBoundSeconds: sum(({ bound }) => bound) / 1000,
    theirsSeconds: theirs / 1000,
    varianceSeconds: (theirs - ours) / 1000,
    variancePercent: ours === 0 ? undefined : Math.round(((theirs - ours) / ours) * 1_000_000) / 10_000,
    causes: causeSums(compared),
    items: compared
      .filter((one) => varianceOf(one) !== 0 || one.ours === undefined || one.theirs === undefined)
      .map((one) => ({
        cause: one.cause,
        consultId: one.consultId,
        connection: one.connection,
        oursSeconds: inSeconds(one.ours),
        theirsSeconds: inSeconds(one.theirs),
        varianceSeconds: varianceOf(one) / 1000,
      }))
      .sort(
        compareBy(
          ({ varianceSeconds }) => -Math.abs(varianceSeconds),
          ({ cause }) => cause,
          ({ consultId }) => consultId ?? '',
          ({ connection }) => connection ?? '',
        ),
      ),
    notCompared,
    days,
  };
}

const inSeconds = (milliseconds: number | undefined): number | undefined =>
  milliseconds === undefined ? undefined : milliseconds / 1000;

const varianceOf = ({ ours = 0, theirs = 0 }: Compared): number => theirs - ours;

/** A room that lies across midnight may be in the answers for both days. */
function oncePerConnection(lines: readonly VendorLine[]): readonly VendorLine[] {
  const named = groupBy(
    lines.filter(({ connection }) => connection !== undefined),
    ({ connection, consultId, startedAt }) => [connection, consultId, String(startedAt)],
  );
  const longest = named.map(
    (same) => same.toSorted(compareBy(({ milliseconds }) => -(milliseconds ?? -1)))[0] ?? same[0],
  );
  return [...lines.filter(({ connection }) => connection === undefined), ...longest];
}

/** The finest that all lines allow. */
function comparedBy(lines: readonly VendorLine[]): ReconciledBy {
  const sums = lines.filter(({ connection, person }) => connection === undefined && person === undefined);
  if (sums.some(({ room }) => room === 'untold')) return 'account';
  return sums.some(({ room }) => room === 'known') ? 'room' : 'connection';
}

const causeSums = (compared: readonly Compared[]): readonly CauseSum[] =>
  groupBy(compared, ({ cause }) => [cause])
    .map((of): CauseSum => ({
      cause: of[0].cause,
      items: of.length,
      varianceSeconds: of.reduce((sum, one) => sum + varianceOf(one), 0) / 1000,
    }))
    .sort(
      compareBy(
        ({ varianceSeconds }) => -Math.abs(varianceSeconds),
        ({ cause }) => cause,
      ),
    );
