export type * from './evidence-result.ts';
export type * from './ledger.ts';
export type * from './ledger-verification.ts';
export type * from './presence-explanation.ts';
export type * from './presence-interval.ts';
export type { CarriedRefusal } from './read-carried.ts';
export type * from './reconciliation.ts';
export type * from './usage-summary.ts';
export type { CarriedName, CarriedParts, CarriedSums } from './carried-sums.ts';
export type { CarriedUsage, CountedBytes, ReceivedClass } from './carried-usage.ts';
export { billableConnections, type WitnessOptions } from './billable-connections.ts';
export type { BookState } from './book-state.ts';
export { clipConnection, monthOf, type UsagePeriod } from './clip-connection.ts';
export type { ClosingFigures, Correction, CorrectionQuestion } from './close-month.ts';
export type { PersonQuestion, RandomHex } from './erase-person.ts';
export { evidenceEvent, evidenceOfEvent, type EventFault, type EvidenceEvent } from './evidence-event.ts';
export { personLabels } from './person-labels.ts';
export { evidenceId, type Fact } from './evidence-id.ts';
export { explainPresence } from './explain-presence.ts';
export { figuresSums, type FiguresSum } from './figures-sums.ts';
export { foldPresence } from './fold-presence.ts';
export { usualLongestSessionSeconds } from './fold-times.ts';
export { heartbeatEvidence, type HeartbeatClaims, type HeartbeatLimits } from './heartbeat-evidence.ts';
export {
  type ClosedMonth,
  type EvidenceCount,
  inspectLedger,
  type LedgerInspection,
} from './inspect-ledger.ts';
export { LedgerError, type LedgerErrorCode } from './ledger-error.ts';
export type { BookedLedger } from './ledger-work.ts';
export type { Forgotten } from './forget-evidence.ts';
export { createMemoryLedger } from './memory-ledger.ts';
export { observationEvidence, type ObservationContext } from './observation-evidence.ts';
export { personKey } from './person-key.ts';
export { openPostgresLedger, type PostgresLedgerOptions } from './postgres-ledger.ts';
export { inTransaction } from './postgres-port.ts';
export type {
  NamedStatement,
  PostgresClient,
  PostgresPool,
  PostgresQueries,
  PostgresResult,
  PostgresRow,
} from './postgres-port.ts';
export { billableBetween } from './billable-between.ts';
export { presenceBetween } from './presence-between.ts';
export { presenceOfPersons } from './presence-of-persons.ts';
export { keepReconciled, type MonthRange, type ReconciledMonth } from './reconciled-months.ts';
export { reconcileUsage } from './reconcile-usage.ts';
export { openSqliteLedger, type SqliteLedgerOptions } from './sqlite-ledger.ts';
export type { BillableSums, RoundedSeconds, ShortLength, TimePart } from './billable-sums.ts';
export type { RolledSummary, RolledUsage } from './rolled-usage.ts';
export {
  createUsageBook,
  type Erasure,
  type RollUpResult,
  type UsageBook,
  type UsageBookOptions,
  usualQuietSeconds,
} from './usage-book.ts';
export { verifyLedger } from './verify-ledger.ts';
export { vendorReportId, type VendorLine, type VendorReport } from './vendor-report.ts';
export { answeredDays, type KeptReport, keepVendorReport, vendorReportsBetween } from './vendor-reports.ts';
export { UsageBookError, type UsageBookErrorCode } from './usage-book-error.ts';
export type { FigureName, Figures } from './usage-figures.ts';
export type { UsageHour } from './usage-hours.ts';
export { usageOf, type Usage, type UsageReport } from './usage-of.ts';
export { usageSummaries, type UsageSummaryOptions } from './usage-summaries.ts';
export { monthBefore, monthPeriod } from './usage-months.ts';
