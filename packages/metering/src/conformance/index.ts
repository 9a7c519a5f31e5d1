export { describeLedger, type LedgerHarness } from './describe-ledger.ts';
export { noon, row } from './ledger-row.ts';
