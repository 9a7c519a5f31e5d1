import type { MeasuredUsage } from '@patchbay/cost';
import {
  type BillableConnection,
  billableConnections,
  type FoldOptions,
  foldPresence,
  type Ledger,
  type Usage,
  usageOf,
  usageSummaries,
} from '@patchbay/metering';

/** A month from all evidence there is, by way of functions that know nothing of rollups. */
export interface FoldedMonth {
  readonly total: Usage;
  readonly byProvider: ReadonlyMap<string, Usage>;
  readonly summaries: readonly MeasuredUsage[];
  /** As if one provider had carried it all. */
  readonly together: MeasuredUsage;
}

export async function foldedConnections(
  ledger: Ledger,
  options: FoldOptions,
): Promise<readonly BillableConnection[]> {
  const connections: BillableConnection[] = [];
  for await (const evidence of ledger.evidenceBetween({ from: 0, to: Number.MAX_SAFE_INTEGER })) {
    connections.push(...billableConnections(foldPresence(evidence, options)));
  }
  return connections;
}

export function foldedMonth(connections: readonly BillableConnection[], month: string): FoldedMonth {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const period = { from: Date.UTC(year, number - 1), to: Date.UTC(year, number) };
  const { total, byProvider } = usageOf(connections, period);
  const summaries = usageSummaries(connections, { period });
  const { participantSeconds, peakConcurrentParticipants, peakConcurrentRooms } = total;
  return {
    total,
    byProvider,
    summaries,
    together: {
      provider: 'all',
      month,
      connections: summaries.flatMap((summary) => summary.connections),
      participantSeconds,
      peakConcurrentParticipants,
      peakConcurrentRooms,
    },
  };
}
