import type { ConsultId, Json } from '@patchbay/contract';

/** A change of a consult's state, as the audit trail is to be told of it. */
export interface StateChange {
  /** Ids, codes and numbers. */
  readonly payload: Json;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
}

/**
 * A change that is on disk, and of which something is left to be done: its row in the audit trail and, where it ends the
 * consult, the end of its rooms. Whoever changed the state sees to it; when it is due, whoever claims it.
 */
export interface UnfinishedChange extends StateChange {
  readonly consultId: ConsultId;
  readonly kind: 'consult-created' | 'consult-failed' | 'consult-ended';
  readonly dueAt: number;
}

/** For so long whoever changed the state is left alone with it: a vendor and three stores may take their time. */
export const firstDue = 120_000;
