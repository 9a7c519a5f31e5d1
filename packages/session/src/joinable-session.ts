import type { VideoSession } from '@patchbay/contract';

/** A session that has not begun: listen to it first, then `join`. */
export interface JoinableSession extends VideoSession {
  /**
   * Resolves when joined; may be called once. Tries the ticket's fallbacks in order while vendors cannot be reached.
   * Codes: `ticket-invalid`, `ticket-expired`, `provider-not-installed`, `sdk-load-failed`, `unreachable`, `timeout`,
   * `aborted`, `credentials-rejected`, `room-full`, `room-not-found`, `provider-failure`.
   */
  join(): Promise<void>;
}
