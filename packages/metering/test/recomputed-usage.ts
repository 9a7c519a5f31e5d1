import type { BookedLedger } from '../src/ledger-work.ts';
import { billableConnections } from '../src/billable-connections.ts';
import { foldPresence } from '../src/fold-presence.ts';
import { groupBy } from '../src/group-by.ts';
import type { BillableConnection, FoldOptions } from '../src/presence-interval.ts';
import type { RoundedSeconds, RolledSummary } from '../src/rolled-usage.ts';
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
export function recomputedSummaries(connections: readonly BillableConnection[]): readonly RolledSummary[] {
  return usageSummaries(connections).map(({ month, provider, connections: shares }) => {
    const [year = 0, number = 1] = month.split('-').map(Number);
    const period = { from: Date.UTC(year, number - 1), to: Date.UTC(year, number) };
    const ofProvider = connections.filter((one) => one.provider === provider);
    return {
      month,
      provider,
      usage: usageOf(ofProvider, period).total,
      sums: groupBy(shares, ({ participantClass }) => [participantClass]).map((of) => ({
        participantClass: of[0].participantClass,
        connections: of.length,
        seconds: secondsOf(of, (one) => one.seconds),
        aloneSeconds: secondsOf(of, (one) => one.aloneSeconds ?? 0),
        perConnection: rounded(of.map((one) => [one])),
        perParticipant: rounded(
          groupBy(of, ({ consultId, person, connection }) => [
            consultId,
            person,
            person === undefined ? connection : undefined,
          ]),
        ),
      })),
    };
  });
}

function rounded(groups: readonly (readonly UsageConnection[])[]): RoundedSeconds {
  const total = (unit: number, of: (one: UsageConnection) => number): number =>
    groups.reduce((sum, group) => sum + Math.ceil(secondsOf(group, of) / unit) * unit, 0);
  const company = ({ seconds, aloneSeconds = 0 }: UsageConnection): number => seconds - aloneSeconds;
  return {
    secondUp: total(1, ({ seconds }) => seconds),
    minuteUp: total(60, ({ seconds }) => seconds),
    companySecondUp: total(1, company),
    companyMinuteUp: total(60, company),
  };
}

/** Added up in whole milliseconds. */
const secondsOf = <Item>(items: readonly Item[], of: (item: Item) => number): number =>
  items.reduce((sum, item) => sum + Math.round(of(item) * 1000), 0) / 1000;
