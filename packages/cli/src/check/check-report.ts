import type { Finding } from './finding.ts';

/** The answer to `check`. */
export interface CheckReport {
  /** Nothing failed and nothing is unavailable. */
  readonly ok: boolean;
  readonly provider: string;
  readonly fallback: readonly string[];
  readonly findings: readonly Finding[];
}
