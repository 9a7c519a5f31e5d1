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
  ]);
}
