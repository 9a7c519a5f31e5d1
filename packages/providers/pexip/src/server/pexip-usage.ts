import type { UsageRequest, VendorUsage } from '@patchbay/contract';
import { type PexipResource, type PexipRest, textOf, timeOf } from './pexip-rest.ts';
import { identityOf } from './pexip-rooms.ts';

/**
 * Everybody's connections, once their conference is over. The Management Node remembers the last 10,000 conferences. Which
 * fields can be filtered by differs with its version, but for times: so rooms are chosen here.
 */
export async function pullPexipUsage(
  rest: PexipRest,
  { from, to, rooms }: UsageRequest,
): Promise<readonly VendorUsage[]> {
  const utc = (at: number): string => new Date(at).toISOString().slice(0, -1);
  const rows = await rest.list('history/v1/participant/', {
    start_time__gte: utc(from),
    start_time__lt: utc(to),
  });
  return rows.map(usageOf).filter(({ room }) => rooms?.includes(room ?? '') ?? true);
}

/** Two names are in use for some fields. Licences are for connections at once, so there is no amount. */
function usageOf(row: PexipResource): VendorUsage {
  const room = [row['conference_name'], row['conference']].find((value) => typeof value === 'string');
  const seconds = [row['duration'], row['duration_seconds']].find((value) => typeof value === 'number');
  const who = { room, participant: identityOf(row), connection: textOf(row, 'id') };
  const endedAt = row['end_time'] ? timeOf(row, 'end_time') : undefined;
  const when = { startedAt: timeOf(row, 'start_time'), endedAt, participantSeconds: seconds };
  return { ...who, ...when, amount: undefined };
}
