import type { ProviderDescriptor } from '@patchbay/contract';
import type { SessionEnvironment } from './session-environment.ts';

export interface SessionOptions {
  /** The providers this page has installed. Which one is used is the ticket's business. */
  readonly providers: readonly ProviderDescriptor[];
  /** Abandons the join; has no effect once joined (use `leave`). */
  readonly signal?: AbortSignal;
  /** For each attempt on one vendor, in milliseconds. 15,000 unless given. */
  readonly joinTimeout?: number;
  /** For each later verb, in milliseconds. 10,000 unless given. */
  readonly verbTimeout?: number;
  readonly environment?: SessionEnvironment;
}

export const defaultJoinTimeout = 15_000;
export const defaultVerbTimeout = 10_000;
/** How long a vendor may take to say goodbye before we stop waiting. */
export const disconnectTimeout = 5_000;
/** How long a person may look at the browser's permission question. */
export const permissionTimeout = 120_000;
