import type { ConsultId, Evidence } from '@patchbay/contract';

/** A half-open period `[from, to)`, milliseconds since the Unix epoch. */
export interface LedgerPeriod {
  readonly from: number;
  readonly to: number;
  /** Only this tenant's consults. */
  readonly tenant?: string;
}

export interface AppendResult {
  /** Ids that are new in the ledger, in the order given. */
  readonly accepted: readonly string[];
  /** Ids that were there before, or earlier in the same call. */
  readonly duplicates: readonly string[];
}

/** A consult and the time its evidence covers, by vendors' clocks, and for heartbeats by the server's. */
export interface ConsultSpan {
  readonly tenant: string;
  readonly consultId: ConsultId;
  readonly first: number;
  readonly last: number;
}

export interface LedgerHealth {
  readonly store: 'memory' | 'sqlite' | 'postgres';
  readonly writable: boolean;
  readonly rows: number;
  /** One sentence for the operator; no secrets, no paths. */
  readonly detail: string;
}

/** Where evidence is kept. Rows are never changed or removed. Everything rejects with `LedgerError`. */
export interface Ledger {
  /** All or nothing. When it resolves, every row named is on disk; a row whose id is known is not written again. */
  append(rows: readonly Evidence[]): Promise<AppendResult>;
  /** All rows of one consult, in the order of their arrival; empty when there are none (or it is another tenant's). */
  evidenceOf(consultId: ConsultId, options?: { readonly tenant?: string }): Promise<readonly Evidence[]>;
  /**
   * For each consult whose evidence touches the period, all of its rows (also those outside of the period, because an
   * interval may reach over its edge), one consult at a time.
   */
  evidenceBetween(period: LedgerPeriod): AsyncIterable<readonly Evidence[]>;
  /** The consults whose evidence touches the period, the earliest first. */
  consultsBetween(period: LedgerPeriod): Promise<readonly ConsultSpan[]>;
  /** Never rejects. */
  health(): Promise<LedgerHealth>;
  /** Resolves when what was appended is on disk and the store is released. May be called again. */
  close(): Promise<void>;
}
