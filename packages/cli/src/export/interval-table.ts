import {
  billableConnections,
  type FoldOptions,
  foldPresence,
  type Ledger,
  type LedgerPeriod,
  personLabels,
} from '@patchbay/metering';
import type { ExportColumn, ExportTable, ExportValue } from './export-table.ts';

const columns: readonly ExportColumn[] = [
  { name: 'tenant', type: 'text' },
  { name: 'consult', type: 'text' },
  { name: 'provider', type: 'text' },
  // Within the consult: nobody can be followed from one to another.
  { name: 'person', type: 'text' },
  { name: 'connection', type: 'text' },
  { name: 'participant_class', type: 'text' },
  { name: 'started_at', type: 'instant' },
  { name: 'ended_at', type: 'instant' },
  { name: 'seconds', type: 'number' },
  { name: 'error_bound_seconds', type: 'number' },
  { name: 'start_basis', type: 'text' },
  { name: 'end_basis', type: 'text' },
  { name: 'started_at_earliest', type: 'instant' },
  { name: 'started_at_latest', type: 'instant' },
  { name: 'ended_at_earliest', type: 'instant' },
  { name: 'ended_at_latest', type: 'instant' },
  { name: 'sources', type: 'text' },
];

/** Every counted interval that touches the period, whole, a consult at a time. */
export const intervalTable = (ledger: Ledger, period: LedgerPeriod, options: FoldOptions): ExportTable => ({
  columns,
  rows: intervalRows(ledger, period, options),
});

async function* intervalRows(
  ledger: Ledger,
  period: LedgerPeriod,
  options: FoldOptions,
): AsyncGenerator<readonly (readonly ExportValue[])[]> {
  // What a lease adds may reach into the period after the evidence has ended before it.
  const from = period.from - options.leaseSeconds * 1000;
  for await (const evidence of ledger.evidenceBetween({ ...period, from })) {
    const connections = billableConnections(foldPresence(evidence, options));
    const labelOf = personLabels(connections, evidence);
    yield connections
      .filter(({ start, end }) => start < period.to && end >= period.from)
      .map((one) => [
        one.tenant,
        one.consultId,
        one.provider,
        labelOf(one.person),
        one.connection,
        one.participantClass,
        one.start,
        one.end,
        one.seconds,
        one.errorBoundSeconds,
        one.startBasis,
        one.endBasis,
        one.startRange.earliest,
        one.startRange.latest,
        one.endRange.earliest,
        one.endRange.latest,
        one.sources.join(' '),
      ]);
  }
}
