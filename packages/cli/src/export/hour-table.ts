import type { UsageBook, UsagePeriod } from '@patchbay/metering';
import type { ExportColumn, ExportTable, ExportValue } from './export-table.ts';

const columns: readonly ExportColumn[] = [
  { name: 'from', type: 'instant' },
  // Empty: all together; peaks cannot be added up.
  { name: 'tenant', type: 'text' },
  { name: 'provider', type: 'text' },
  { name: 'connections', type: 'count' },
  { name: 'consults', type: 'count' },
  { name: 'participant_seconds', type: 'number' },
  { name: 'error_bound_seconds', type: 'number' },
  { name: 'alone_seconds', type: 'number' },
  { name: 'peak_participants', type: 'count' },
  { name: 'peak_rooms', type: 'count' },
  // Of the participant-seconds, those of which it is known what was received; the others nobody looked at.
  { name: 'audio_seconds', type: 'number' },
  { name: 'hd_seconds', type: 'number' },
  { name: 'full_hd_seconds', type: 'number' },
  { name: 'two_k_seconds', type: 'number' },
  { name: 'above_two_k_seconds', type: 'number' },
  { name: 'unsized_seconds', type: 'number' },
  { name: 'sent_video_seconds', type: 'number' },
  { name: 'bytes_received', type: 'number' },
  { name: 'received_counted_seconds', type: 'number' },
  { name: 'bytes_sent', type: 'number' },
  { name: 'sent_counted_seconds', type: 'number' },
];

/** The hours of the period as they were rolled up last: of one tenant, or of all together; by provider, and of all providers. */
export const hourTable = (
  book: Pick<UsageBook, 'hours'>,
  period: UsagePeriod,
  tenant: string | undefined,
): ExportTable => ({
  columns,
  rows: hourRows(book, period, tenant),
});

async function* hourRows(
  book: Pick<UsageBook, 'hours'>,
  period: UsagePeriod,
  tenant: string | undefined,
): AsyncGenerator<readonly (readonly ExportValue[])[]> {
  const hours = await book.hours(period, tenant);
  yield hours.map((hour) => [
    hour.from,
    hour.tenant === '' ? undefined : hour.tenant,
    hour.provider === '' ? undefined : hour.provider,
    hour.connections,
    hour.consults,
    hour.milliseconds / 1000,
    hour.boundMilliseconds / 1000,
    hour.aloneMilliseconds / 1000,
    hour.peakParticipants,
    hour.peakRooms,
    hour.carried.audio_milliseconds / 1000,
    hour.carried.hd_milliseconds / 1000,
    hour.carried.full_hd_milliseconds / 1000,
    hour.carried.two_k_milliseconds / 1000,
    hour.carried.above_two_k_milliseconds / 1000,
    hour.carried.unsized_milliseconds / 1000,
    hour.carried.sent_video_milliseconds / 1000,
    hour.carried.bytes_received,
    hour.carried.received_counted_milliseconds / 1000,
    hour.carried.bytes_sent,
    hour.carried.sent_counted_milliseconds / 1000,
  ]);
}
