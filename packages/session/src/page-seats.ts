import { type ProviderDescriptor, type ProviderId, VideoError } from '@patchbay/contract';

/** Of providers without `multiInstance`, who has the one place in this page. */
export type PageSeats = Map<ProviderId, Seat>;

interface Seat {
  /** Undefined while its session goes on; settles once the vendor has let go of the page. */
  leaving: Promise<unknown> | undefined;
}

/** Gives the seat back, which is free once the vendor is quiet. */
export type LeaveSeat = (quiet: Promise<unknown>) => void;

/**
 * Resolves when the page is this session's. Waits for a session that is leaving; rejects with `invalid-state` while one goes
 * on, as the vendor would break both.
 */
export async function takeSeat(
  seats: PageSeats,
  { id, capabilities }: ProviderDescriptor,
  signal: AbortSignal,
): Promise<LeaveSeat> {
  if (capabilities.multiInstance) return () => undefined;
  for (let taken = seats.get(id); taken !== undefined; taken = seats.get(id)) {
    if (taken.leaving === undefined) {
      const message = `"${id}" has one session per page. Leave that one first, then join this one.`;
      throw new VideoError('invalid-state', message, { provider: id });
    }
    await taken.leaving;
  }
  signal.throwIfAborted();
  const seat: Seat = { leaving: undefined };
  seats.set(id, seat);
  return (quiet) => {
    seat.leaving ??= quiet.catch(() => undefined).then(() => seats.delete(id));
  };
}
