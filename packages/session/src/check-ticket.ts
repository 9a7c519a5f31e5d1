import { type JoinTicket, VideoError } from '@patchbay/contract';

/** Throws `ticket-invalid` or `ticket-expired` for what cannot be joined with. `now` in milliseconds since the epoch. */
export function checkTicket(ticket: unknown, now: number): asserts ticket is JoinTicket {
  if (!isTicket(ticket)) {
    throw new VideoError(
      'ticket-invalid',
      'This is not a join ticket of version 1. Pass on what the server answered, unchanged.',
    );
  }
  if (ticket.expiresAt <= now) {
    throw new VideoError('ticket-expired', 'The join ticket has expired. Ask the server for a new one.', {
      provider: ticket.provider,
    });
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function isTicket(value: unknown): value is JoinTicket {
  if (!isRecord(value)) return false;
  const { version, consultId, provider, capabilities, participant, metering, expiresAt } =
    value as Partial<JoinTicket>;
  return (
    version === 1 &&
    typeof consultId === 'string' &&
    typeof provider === 'string' &&
    typeof expiresAt === 'number' &&
    'credentials' in value &&
    isRecord(capabilities) &&
    isRecord(participant) &&
    typeof participant.userKey === 'string' &&
    isRecord(metering) &&
    typeof metering.endpoint === 'string' &&
    typeof metering.token === 'string' &&
    typeof metering.intervalSeconds === 'number' &&
    metering.intervalSeconds > 0
  );
}
