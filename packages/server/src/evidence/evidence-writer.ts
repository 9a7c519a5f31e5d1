import type { EvidenceRefusal, EvidenceResult } from '@patchbay/metering';
import type { Metrics } from '../observation/metrics.ts';
import type { LedgerBuffer } from './ledger-buffer.ts';

export interface EvidenceWriterParts {
  readonly ledger: LedgerBuffer;
  readonly metrics: Metrics;
}

/**
 * Writes facts and says what became of each, in order; `Further` are reasons that were found before there was a fact. When it
 * resolves, everything it calls recorded is on disk; when it rejects, nothing may be acknowledged.
 */
export type EvidenceWriter<Further extends string> = (
  results: readonly (EvidenceResult | Further)[],
  /** Where each came from, for the metrics. */
  sources: readonly string[],
) => Promise<readonly ('recorded' | 'duplicate' | EvidenceRefusal | Further)[]>;

export const createEvidenceWriter =
  <Further extends string>({ ledger, metrics }: EvidenceWriterParts): EvidenceWriter<Further> =>
  async (results, sources) => {
    const rows = results.flatMap((result) =>
      typeof result !== 'string' && result.accepted ? [result.evidence] : [],
    );
    const fresh = new Set(rows.length === 0 ? [] : (await ledger.append(rows)).accepted);
    const outcomes = results.map((result) => {
      if (typeof result === 'string') return result;
      if (!result.accepted) return result.reason;
      // `delete`, so that the same fact twice in one call is recorded once.
      return fresh.delete(result.evidence.id) ? 'recorded' : 'duplicate';
    });
    countAlike(metrics, sources, outcomes);
    for (const { source, at, receivedAt } of rows)
      metrics.evidenceLag.observe({ source }, Math.max(0, receivedAt - at) / 1000);
    return outcomes;
  };

/** To count one costs as much as to count a hundred alike. */
function countAlike(metrics: Metrics, sources: readonly string[], outcomes: readonly string[]): void {
  const counts = new Map<string, Map<string, number>>();
  for (const [index, outcome] of outcomes.entries()) {
    const source = sources[index] ?? '';
    const ofSource = counts.get(source) ?? new Map<string, number>();
    counts.set(source, ofSource.set(outcome, (ofSource.get(outcome) ?? 0) + 1));
  }
  for (const [source, ofSource] of counts)
    for (const [outcome, count] of ofSource) metrics.evidence.inc({ source, outcome }, count);
}
