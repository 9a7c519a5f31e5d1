import {
  type JoinTicket,
  type ProviderConnection,
  type ProviderDescriptor,
  type ProviderEvent,
  type VideoProvider,
  VideoError,
} from '@patchbay/contract';
import { type Bounds, withDeadline } from './deadline.ts';
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

/** One attempt on one vendor: loads it, connects, and leaves nothing behind when that fails or takes too long. */
export async function connectProvider(
  environment: SessionEnvironment,
  descriptor: ProviderDescriptor,
  ticket: JoinTicket,
  bounds: Bounds,
  report: (event: ProviderEvent) => void,
): Promise<ProviderConnection> {
  return withDeadline(environment, bounds, async (signal) => {
    const provider = await loadProvider(descriptor);
    let refuse: (error: VideoError) => void = () => undefined;
    const closed = new Promise<never>((_, reject) => (refuse = reject));
    closed.catch(() => undefined);
    let over = false;
    const connecting = provider.connect(
      { credentials: ticket.credentials, userKey: ticket.participant.userKey, signal },
      (event) => {
        if (over) return;
        if (event.type === 'closed') refuse(event.error ?? closedWhileJoining(descriptor));
        report(event);
      },
    );
    try {
      return await Promise.race([connecting, closed, rejectOnAbort(signal)]);
    } catch (error) {
      over = true;
      // A vendor that connects after all is sent away again.
      connecting.then((connection) => connection.disconnect()).catch(() => undefined);
      throw error;
    }
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

const rejectOnAbort = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const onAbort = () => reject(signal.reason as VideoError);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
  });

const closedWhileJoining = ({ id }: ProviderDescriptor) =>
  new VideoError('connection-lost', 'The provider closed the connection while joining. Try again.', {
    provider: id,
    retryable: true,
  });
