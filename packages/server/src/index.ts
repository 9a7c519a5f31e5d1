export { attachSignalling, type SignallingAttachment } from './signalling/attach-signalling.ts';
export { BackendStartError } from './backends/backend-registry.ts';
export type { Schedule } from './backends/schedule.ts';
export type { ConfigChange } from './config/compare-config.ts';
export {
  ConfigError,
  type ConfigErrorCode,
  type ConfigIssue,
  type ConfigIssueCode,
} from './config/config-error.ts';
export type { PatchbayConfigInput } from './config/config-schema.ts';
export { defaultProviders } from './config/default-providers.ts';
export { defineConfig } from './config/define-config.ts';
export { environmentOverrides, type Environment } from './config/environment-overrides.ts';
export { defaultConfigFile, loadConfig, type LoadConfigOptions } from './config/load-config.ts';
export type { EphemeralKeys, PatchbayConfig } from './config/patchbay-config.ts';
export type { ProviderConfig } from './config/provider-settings-check.ts';
export { resolveConfig, type ResolveConfigOptions } from './config/resolve-config.ts';
export { type ConfigWatch, watchConfig, type WatchConfigOptions } from './config/watch-config.ts';
export { type ConnectedDatabase, connectDatabase, type DatabaseSchema } from './database/connect-database.ts';
export { carryOver, type CarriedOver, type CarryOverOptions } from './carry-over/carry-over.ts';
export { databasePlace } from './database/database-place.ts';
export { settingsEnvironment } from './config/settings-environment.ts';
export { StoreError, type StoreErrorCode } from './consults/open-database.ts';
export { withConsults } from './database/with-consults.ts';
export { replaceSecret } from './instances/replace-secret.ts';
export { createPatchbay, type CreatePatchbayOptions } from './create-patchbay.ts';
export { askGates, type GateReason, type GateVerdicts } from './gates/ask-gates.ts';
export { createJsonLog, type JsonLogOptions } from './observation/json-log.ts';
export type { Log, LogEntry } from './observation/log.ts';
export type { Patchbay, Peer, SignallingCaller } from './patchbay.ts';
export { type ProblemCode, problemCodes } from './problem.ts';
export type { ClosedProvider, MonthClosing, MonthCorrection } from './report/month-closing.ts';
export type { PeriodReconciliation } from './report/reported-reconciliation.ts';
export {
  type PeriodMonth,
  type PeriodReport,
  type PeriodReportQuestion,
  type RateTotal,
  reportMonths,
} from './report/report-months.ts';
export {
  type ConsultExplanation,
  type ExplanationQuestion,
  explainConsult,
} from './report/consult-explanation.ts';
export {
  type MonthReport,
  type MonthReportQuestion,
  type ProviderUsage,
  reportMonth,
  type SelfHosting,
} from './report/usage-report.ts';
export { createOfflineBackend, type OfflineBackendParts } from './backends/offline-backend.ts';
export {
  type PulledDay,
  pullVendorUsage,
  type PullVendorUsageParts,
} from './reconciliation/pull-vendor-usage.ts';
export { reconcileAndKeep } from './reconciliation/reconcile-and-keep.ts';
export {
  type MonthReconciliation,
  type ProviderReconciliation,
  reconcileMonth,
  type ReconciliationQuestion,
  type ReconciliationState,
} from './reconciliation/reconcile-month.ts';
export { daysOver } from './reconciliation/usage-days.ts';
export { ledgerPerson } from './security/ledger-person.ts';
export { serve, ServeError, type ServeErrorCode, type ServeOptions, type Serving } from './serve.ts';
export { auditFile, consultsFile, ledgerFile } from './store-files.ts';
export { openUsageBook, type UsageBookParts } from './usage/open-usage-book.ts';
