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
  const sessions = Map.groupBy(shares, ({ consultId }) => consultId);
  const mediaOf = ({ consultId }: UsageConnection): 'audio' | 'video' | 'unknown' => {
    const all = sessions.get(consultId)?.map(({ mediaClass }) => mediaClass) ?? [];
    if (all.includes('video')) return 'video';
    return all.includes('unknown') ? 'unknown' : 'audio';
  };
  const isAudio = (one: UsageConnection): boolean => mediaOf(one) === 'audio';
  return groupBy(shares, (one) => [sinceOf([one]), one.participantClass, String(isAudio(one))])
    .map((of) => {
      const [{ participantClass }] = of;
      const audioSessions = isAudio(of[0]);
      const since = sinceOf([of[0]]);
      return {
        since,
        participantClass,
        audioSessions,
        videoConnections: of.filter((one) => mediaOf(one) === 'video').length,
        connections: of.length,
        seconds: secondsOf(of, 'all'),
        aloneSeconds: secondsOf(of, 'alone'),
        errorBoundSeconds: of.reduce((sum, one) => sum + Math.ceil(one.errorBoundSeconds * 1000), 0) / 1000,
        perConnection: rounded(of.map((one) => [one])),
        perParticipant: rounded(
          persons.filter(
            (person) =>
              person[0].participantClass === participantClass &&
              isAudio(person[0]) === audioSessions &&
              sinceOf(person) === since,
          ),
        ),
        received: { all: receivedIn(of, false), company: receivedIn(of, true) },
        downstream: {
          bytes: of.reduce((sum, { downstream }) => sum + (downstream?.bytes ?? 0), 0),
          seconds: wholeSum(of.map(({ downstream }) => downstream?.seconds ?? 0)),
        },
      };
    })
    .sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
}

const placeOf = ({ since, participantClass, audioSessions }: RolledSummary['sums'][number]): string =>
  `${since} ${participantClass} ${audioSessions ? 'audio' : ''}`;

/** Seconds by what was received; with `inCompany` the time alone is taken out where nothing was received first. */
function receivedIn(
  shares: readonly UsageConnection[],
  inCompany: boolean,
): RolledSummary['sums'][number]['received']['all'] {
  const order = ['audio', 'unknown', 'unsized', 'hd', 'full-hd', '2k', '2k-plus'] as const;
  const each = shares.map(({ seconds, aloneSeconds = 0, secondsByClass = {}, unsizedSeconds = 0 }) => {
    const known = { ...secondsByClass, unsized: unsizedSeconds };
    const looked = wholeSum(Object.values(known));
    const all: Readonly<Record<string, number>> = { ...known, unknown: seconds - looked };
    let alone = inCompany ? aloneSeconds : 0;
    return order.map((name) => {
      const [of, taken] = [all[name] ?? 0, Math.min(alone, all[name] ?? 0)];
      alone -= taken;
      return of - taken;
    });
  });
  const total = (name: (typeof order)[number]): number =>
    wholeSum(each.map((values) => values[order.indexOf(name)] ?? 0));
  return {
    audio: total('audio'),
    hd: total('hd'),
    'full-hd': total('full-hd'),
    '2k': total('2k'),
    '2k-plus': total('2k-plus'),
    unsized: total('unsized'),
    unknown: total('unknown'),
  };
}

const wholeSum = (seconds: readonly number[]): number =>
  seconds.reduce((sum, one) => sum + Math.round(one * 1000), 0) / 1000;

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
