import { carriedNames, type CarriedSums } from './carried-sums.ts';
import { hourLength } from './hour-length.ts';
import type { WorkRow, WorkValue } from './ledger-work.ts';
import type { UsageHour } from './usage-hours.ts';

/** The columns of the table of hours. */
export const hourColumns: readonly string[] = [
  'hour',
  'tenant',
  'provider',
  'connections',
  'consults',
  'milliseconds',
  'bound_milliseconds',
  'alone_milliseconds',
  'peak_participants',
  'peak_rooms',
  ...carriedNames,
];

/** An hour in these columns. */
export const hourValues = (one: UsageHour): readonly WorkValue[] => [
  one.from / hourLength,
  one.tenant,
  one.provider,
  one.connections,
  one.consults,
  one.milliseconds,
  one.boundMilliseconds,
  one.aloneMilliseconds,
  one.peakParticipants,
  one.peakRooms,
  ...carriedNames.map((name) => one.carried[name]),
];

export const hourFrom = (row: WorkRow): UsageHour => ({
  from: Number(row['hour']) * hourLength,
  tenant: String(row['tenant']),
  provider: String(row['provider']),
  connections: Number(row['connections']),
  consults: Number(row['consults']),
  milliseconds: Number(row['milliseconds']),
  boundMilliseconds: Number(row['bound_milliseconds']),
  aloneMilliseconds: Number(row['alone_milliseconds']),
  peakParticipants: Number(row['peak_participants']),
  peakRooms: Number(row['peak_rooms']),
  carried: Object.fromEntries(
    carriedNames.map((name) => [name, Number(row[name])]),
  ) as unknown as CarriedSums,
});
