import type { RoundedSeconds } from '../src/billable-sums.ts';
import type { BookedLedger } from '../src/ledger-work.ts';
import { billableConnections } from '../src/billable-connections.ts';
import { foldPresence } from '../src/fold-presence.ts';
import { groupBy } from '../src/group-by.ts';
import type { BillableConnection, FoldOptions } from '../src/presence-interval.ts';
import type { RolledSummary } from '../src/rolled-usage.ts';
import { usageOf } from '../src/usage-of.ts';
import { usageSummaries } from '../src/usage-summaries.ts';
import type { UsageConnection } from '../src/usage-summary.ts';

/** Every connection, from all evidence there is. */
export async function recomputedConnections(
  ledger: BookedLedger,
  options: FoldOptions,
): Promise<readonly BillableConnection[]> {
  const connections: BillableConnection[] = [];
  for await (const evidence of ledger.evidenceBetween({ from: 0, to: Number.MAX_SAFE_INTEGER })) {
    connections.push(...billableConnections(foldPresence(evidence, options)));
  }
  return connections;
}

/** What rollups must say of some connections, by way of the functions that know nothing of rollups. */
export function recomputedSummaries(
  connections: readonly BillableConnection[],
  ruleDates: readonly string[] = [],
): readonly RolledSummary[] {
  return usageSummaries(connections).map(({ month, provider, connections: shares }) => ({
    month,
    provider,
    usage: usageOf(
      connections.filter((one) => one.provider === provider),
      periodOf(month),
    ).total,
    sums: recomputedSums(month, shares, ruleDates),
  }));
}

/** The same as if one provider had carried it all. */
export function recomputedTogether(
  connections: readonly BillableConnection[],
  ruleDates: readonly string[] = [],
): readonly RolledSummary[] {
  return groupBy(usageSummaries(connections), ({ month }) => [month]).map((of) => {
    const [{ month }] = of;
    const shares = of.flatMap((summary) => summary.connections);
    const { total } = usageOf(connections, periodOf(month));
    return { month, provider: '', usage: total, sums: recomputedSums(month, shares, ruleDates) };
  });
}

function periodOf(month: string): { readonly from: number; readonly to: number } {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return { from: Date.UTC(year, number - 1), to: Date.UTC(year, number) };
}

function recomputedSums(
  month: string,
  shares: readonly UsageConnection[],
  ruleDates: readonly string[],
): RolledSummary['sums'] {
  const days = [`${month}-01`, ...ruleDates.filter((date) => date.startsWith(month))].sort();
  const sinceOf = (of: readonly UsageConnection[]): string => {
    const start = Math.min(...of.map(({ startedAt = 0 }) => startedAt));
    return days.findLast((day) => Date.parse(day) <= start) ?? '';
  };
  const persons = groupBy(shares, ({ consultId, person, connection, participantClass }) => [
    participantClass,
    consultId,
    person,
    person === undefined ? connection : undefined,
  ]);
  return groupBy(shares, (one) => [sinceOf([one]), one.participantClass])
    .map((of) => {
      const [{ participantClass }] = of;
      const since = sinceOf([of[0]]);
      return {
        since,
        participantClass,
        connections: of.length,
        seconds: secondsOf(of, 'all'),
        aloneSeconds: secondsOf(of, 'alone'),
        errorBoundSeconds: of.reduce((sum, one) => sum + Math.ceil(one.errorBoundSeconds * 1000), 0) / 1000,
        perConnection: rounded(of.map((one) => [one])),
        perParticipant: rounded(
          persons.filter(
            (person) => person[0].participantClass === participantClass && sinceOf(person) === since,
          ),
        ),
      };
    })
    .sort((a, b) => (`${a.since} ${a.participantClass}` < `${b.since} ${b.participantClass}` ? -1 : 1));
}

type Part = 'all' | 'company' | 'alone';

function rounded(groups: readonly (readonly UsageConnection[])[]): RoundedSeconds {
  const up = (unit: number, part: Part): number =>
    groups.reduce((sum, group) => sum + Math.ceil(secondsOf(group, part) / unit) * unit, 0);
  const ups = (unit: number) => ({
    all: up(unit, 'all'),
    company: up(unit, 'company'),
    alone: up(unit, 'alone'),
  });
  const shorts = (part: Part): RoundedSeconds['shorts']['all'] =>
    Array.from({ length: 60 }, (_, index) => index + 1).flatMap((seconds) => {
      const found = groups
        .map((group) => secondsOf(group, part))
        .filter((one) => one > seconds - 1 && one <= seconds);
      const milliseconds = found.reduce((sum, one) => sum + Math.round(one * 1000), 0);
      return found.length === 0 ? [] : [{ seconds, items: found.length, milliseconds }];
    });
  const exact = (part: Part): number =>
    groups.reduce((sum, group) => sum + Math.round(secondsOf(group, part) * 1000), 0) / 1000;
  return {
    exact: { all: exact('all'), company: exact('company'), alone: exact('alone') },
    secondUp: ups(1),
    minuteUp: ups(60),
    shorts: { all: shorts('all'), company: shorts('company') },
  };
}

/** Added up in whole milliseconds. */
const secondsOf = (items: readonly UsageConnection[], part: Part): number =>
  items.reduce((sum, { seconds, aloneSeconds = 0 }) => {
    const taken = { all: seconds, company: seconds - aloneSeconds, alone: aloneSeconds }[part];
    return sum + Math.round(taken * 1000);
  }, 0) / 1000;
