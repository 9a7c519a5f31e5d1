import type { LedgerInspection } from '@patchbay/metering';
import type { Io } from '../io.ts';
import { formatCount } from './amounts.ts';
import { formatInstant } from './instants.ts';
import { paintOf } from './paint.ts';
import { type Column, textTable } from './text-table.ts';

const minute = (at: number): string => formatInstant(at).slice(0, 16);

const evidenceColumns: readonly Column[] = [
  { heading: 'month' },
  { heading: 'provider' },
  { heading: 'source' },
  { heading: 'rows', align: 'right' },
  { heading: 'tell what was carried', align: 'right' },
  { heading: 'first (UTC)' },
  { heading: 'last (UTC)' },
];

/** What is in a ledger, for people. */
export function renderInspection(inspection: LedgerInspection, io: Pick<Io, 'colour'>): string {
  const paint = paintOf(io);
  const { evidence, closedMonths, traces } = inspection;
  const figures: readonly (readonly [string, string])[] = [
    ['schema version', formatCount(inspection.schemaVersion)],
    ['size', `${formatCount((inspection.bytes / 1e6).toFixed(2))} MB`],
    ['rows of evidence', formatCount(inspection.rows)],
    ['consults', formatCount(inspection.consults)],
    ['consults that may go on', formatCount(inspection.consultsOpen)],
    ['consults waiting for roll-up', formatCount(inspection.consultsWaiting)],
    ['hours waiting for roll-up', formatCount(inspection.hoursWaiting)],
    ['consults whose evidence is dropped', formatCount(inspection.consultsForgotten)],
  ];
  return [
    `${paint('strong', 'The ledger')}\n`,
    textTable([{ heading: '' }, { heading: '', align: 'right' }], figures, paint).replace(/^ *\n/, ''),
    `\n${paint('strong', 'Evidence, by the month of what it tells')}\n`,
    evidence.length === 0
      ? '  none\n'
      : textTable(
          evidenceColumns,
          evidence.map(({ month, provider, source, rows, telling, first, last }) => [
            month,
            provider,
            source,
            formatCount(rows),
            source === 'heartbeat' ? formatCount(telling) : '',
            minute(first),
            minute(last),
          ]),
          paint,
        ),
    `\n${paint('strong', 'Closed months')}\n`,
    closedMonths.length === 0
      ? '  none\n'
      : textTable(
          [{ heading: 'month' }, { heading: 'closed (UTC)' }, { heading: 'corrections', align: 'right' }],
          closedMonths.map(({ month, closedAt, corrections }) => [
            month,
            minute(closedAt),
            formatCount(corrections),
          ]),
          paint,
        ),
    ...(traces.length === 0
      ? []
      : [
          `\n${paint('strong', 'Erasure and retention')}\n`,
          textTable(
            [
              { heading: 'when (UTC)' },
              { heading: 'what' },
              { heading: 'consults', align: 'right' },
              { heading: 'rows', align: 'right' },
            ],
            traces.map(({ madeAt, act, consults, evidenceRows }) => [
              minute(madeAt),
              act,
              formatCount(consults),
              formatCount(evidenceRows),
            ]),
            paint,
          ),
        ]),
  ].join('');
}
