import type { LedgerInspection } from '@patchbay/metering';
import type { Io } from '../io.ts';
import { formatCount } from './amounts.ts';
import { formatInstant } from './instants.ts';
import { paintOf } from './paint.ts';
import { type Column, textTable } from './text-table.ts';

const count = (value: number): string => formatCount(String(value));
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
    ['schema version', count(inspection.schemaVersion)],
    ['size', `${formatCount((inspection.bytes / 1e6).toFixed(2))} MB`],
    ['rows of evidence', count(inspection.rows)],
    ['consults', count(inspection.consults)],
    ['consults that may go on', count(inspection.consultsOpen)],
    ['consults waiting for roll-up', count(inspection.consultsWaiting)],
    ['hours waiting for roll-up', count(inspection.hoursWaiting)],
    ['consults whose evidence is dropped', count(inspection.consultsForgotten)],
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
            count(rows),
            source === 'heartbeat' ? count(telling) : '',
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
            count(corrections),
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
              count(consults),
              count(evidenceRows),
            ]),
            paint,
          ),
        ]),
  ].join('');
}
