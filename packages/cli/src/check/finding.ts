import type { ConfigIssue, GateReason } from '@patchbay/server';
import type { ManifestValue } from '../manifest-values.ts';

/** What was looked at. */
type CheckName =
  | 'config'
  | 'settings'
  | 'backend'
  | 'baa-gate'
  | 'licence-gate'
  | 'store'
  | 'page'
  | 'manifest';

/**
 * One answer of `check`. `amber` may be right and deserves a look, `failed` keeps patients from a consult, and `unavailable`
 * does so too, for a reason outside of the configuration: a store, a vendor's server.
 */
export interface Finding {
  readonly check: CheckName;
  /** The provider, deployment, file or page concerned. */
  readonly subject: string;
  readonly state: 'ok' | 'amber' | 'failed' | 'unavailable';
  /** Kebab-case and stable. */
  readonly code: string;
  /** One sentence that says what to do; no secrets. */
  readonly message: string;
  /** Of a gate that refuses. */
  readonly reason?: GateReason;
  /** Of a setting that is missing. */
  readonly issue?: ConfigIssue;
  /** Of a manifest's value that is amber. */
  readonly value?: ManifestValue;
}
