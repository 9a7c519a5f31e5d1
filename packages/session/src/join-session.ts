import type { JoinTicket, VideoSession } from '@patchbay/contract';
import { createSession } from './create-session.ts';
import type { SessionOptions } from './session-options.ts';

/**
 * Joins a consult with the ticket that the application's backend got from Patchbay's server. Resolves when joined; who is
 * there already is in `participants`. Rejects with the codes of `JoinableSession.join`.
 */
export async function joinSession(ticket: JoinTicket, options: SessionOptions): Promise<VideoSession> {
  const session = createSession(ticket, options);
  await session.join();
  return session;
}
