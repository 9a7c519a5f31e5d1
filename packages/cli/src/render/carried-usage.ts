import type { CarriedUsage, CountedBytes } from '@patchbay/metering';
import { formatCount, formatMinutes } from './amounts.ts';
import type { Cell, Column } from './text-table.ts';

/** After what it is about. */
export const carriedUsageColumns: readonly Column[] = [
  { heading: 'received, in minutes' },
  { heading: 'not known', align: 'right' },
  { heading: 'sent video', align: 'right' },
  { heading: 'kbit/s in', align: 'right' },
  { heading: 'kbit/s out', align: 'right' },
];

/** What some participants carried, and for how much of their time that is known. */
export function carriedUsageCells(carried: CarriedUsage): readonly Cell[] {
  const { unknown, ...classes } = carried.receivedSeconds;
  const all = Object.values(classes).reduce((sum, seconds) => sum + seconds, unknown);
  const known = Object.entries(classes).filter(([, seconds]) => seconds > 0);
  const isKnown = known.length > 0;
  return [
    isKnown
      ? known
          .map(
            ([name, seconds]) =>
              `${name === 'unsized' ? 'video of no known size' : name} ${formatMinutes(seconds)}`,
          )
          .join(', ')
      : 'nobody looked',
    `${formatMinutes(unknown)} (${percent(unknown, all)})`,
    isKnown ? formatMinutes(carried.sentVideoSeconds) : 'not known',
    bitrate(carried.received, all),
    bitrate(carried.sent, all),
  ];
}

/** To a tenth: what is left over is mostly little. */
const percent = (part: number, all: number): string =>
  `${formatCount(((all === 0 ? 0 : part / all) * 100).toFixed(1))} %`;

/** The mean, and of how much of the time. */
const bitrate = ({ bitsPerSecond, seconds }: CountedBytes, all: number): string =>
  bitsPerSecond === undefined
    ? 'not counted'
    : `${formatCount((bitsPerSecond / 1000).toFixed(1))} (${percent(seconds, all)})`;
