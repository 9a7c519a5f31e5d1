import type { ProviderUsage } from '@patchbay/server';
import { formatCount, formatMinutes } from './amounts.ts';
import type { Cell, Column } from './text-table.ts';

/** After what it is about. */
export const usageColumns: readonly Column[] = [
  { heading: 'participant-minutes', align: 'right' },
  { heading: 'consults', align: 'right' },
  { heading: 'connections', align: 'right' },
  { heading: 'peak', align: 'right' },
];

export const usageCells = (usage: ProviderUsage['usage']): readonly Cell[] => [
  formatMinutes(usage.participantSeconds, usage.errorBoundSeconds),
  formatCount(usage.consults),
  formatCount(usage.connections),
  formatCount(usage.peakConcurrentParticipants),
];
