import {
  type JoinTicket,
  type ProviderConnection,
  type ProviderDescriptor,
  type ProviderEvent,
  type VideoProvider,
  VideoError,
} from '@patchbay/contract';
import { type Bounds, withDeadline } from './deadline.ts';
import { type LeaveSeat, takeSeat } from './page-seats.ts';
import type { SessionEnvironment } from './session-environment.ts';

/** Errors after which another vendor may do better: it is this one's road that is blocked, not the person's. */
const worthFallback: ReadonlySet<string> = new Set([
  'unreachable',
  'timeout',
  'sdk-load-failed',
  'provider-failure',
  'connection-lost',
  'provider-not-installed',
]);

export const allowsFallback = (error: VideoError): boolean => worthFallback.has(error.code);

export function findDescriptor(
  providers: readonly ProviderDescriptor[],
  ticket: JoinTicket,
): ProviderDescriptor {
  const descriptor = providers.find(({ id }) => id === ticket.provider);
  if (descriptor !== undefined) return descriptor;
  const listed = providers.map(({ id }) => id).join(', ') || 'none';
  throw new VideoError(
    'provider-not-installed',
    `The ticket is for "${ticket.provider}", but this page lists: ${listed}. Add it to the page's providers.`,
    { provider: ticket.provider },
  );
}

/** What one attempt tells the session. */
export interface JoinAttempt {
  report(event: ProviderEvent): void;
  /** The connection is up: called in the very moment, so that nothing comes between it and the session's knowing. */
  adopt(connection: ProviderConnection): void;
  /** The page is the attempt's; the function gives it back. */
  seated(leave: LeaveSeat): void;
  /** Settles when the vendor is quiet, should the attempt be given up. */
  settling(work: Promise<unknown>): void;
}

/** Tries one vendor: loads it, connects, and leaves nothing behind when that fails or takes too long. */
export async function connectProvider(
  environment: SessionEnvironment,
  descriptor: ProviderDescriptor,
  ticket: JoinTicket,
  bounds: Bounds,
  attempt: JoinAttempt,
): Promise<void> {
  return withDeadline(environment, bounds, async (signal) => {
    attempt.seated(await takeSeat(environment.seats, descriptor, signal));
    const provider = await loadProvider(descriptor);
    signal.throwIfAborted();
    let refuse: (error: VideoError) => void = () => undefined;
    const closed = new Promise<never>((_, reject) => (refuse = reject));
    closed.catch(() => undefined);
    // Facts of an attempt that was given up, or of a connection that was closed, are nobody's.
    let isOver = false;
    const report = (event: ProviderEvent) => {
      if (isOver || signal.aborted) return;
      attempt.report(event);
      if (event.type !== 'closed') return;
      isOver = true;
      refuse(event.error ?? closedWhileJoining(descriptor));
    };
    const { credentials, participant } = ticket;
    const connecting = provider.connect({ credentials, userKey: participant.userKey, signal }, report);
    const adopted = connecting.then(
      async (connection) => {
        const isWanted = !isOver && !signal.aborted;
        isOver = !isWanted;
        // A vendor that connects after all is sent away again.
        return isWanted ? attempt.adopt(connection) : connection.disconnect();
      },
      (error: unknown) => {
        isOver = true;
        throw error;
      },
    );
    attempt.settling(adopted);
    await Promise.race([adopted, closed]);
  });
}

async function loadProvider(descriptor: ProviderDescriptor): Promise<VideoProvider> {
  try {
    return await descriptor.load();
  } catch (cause) {
    throw new VideoError('sdk-load-failed', `The code of provider "${descriptor.id}" could not be loaded.`, {
      provider: descriptor.id,
      retryable: true,
      cause,
    });
  }
}

const closedWhileJoining = ({ id }: ProviderDescriptor) =>
  new VideoError('connection-lost', 'The provider closed the connection while joining. Try again.', {
    provider: id,
    retryable: true,
  });
