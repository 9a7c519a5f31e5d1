import type { JoinTicket } from '@patchbay/contract';
import type { JoinableSession } from './joinable-session.ts';
import type { SessionOptions } from './session-options.ts';
import { SessionShell } from './session-shell.ts';

/** Throws `ticket-invalid` or `ticket-expired` for a ticket that cannot be used. */
export function createSession(ticket: JoinTicket, options: SessionOptions): JoinableSession {
  return new SessionShell(ticket, options);
}
