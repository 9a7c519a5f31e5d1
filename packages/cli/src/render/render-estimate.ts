import type { BuildLine } from '@patchbay/cost';
import type { BuildOption, Estimate } from '../estimate.ts';
import type { Io } from '../io.ts';
import { formatCount, usdRange } from './amounts.ts';
import { formatUsd } from '@patchbay/cost';
import { amberLegend, confidenceCell } from './confidence-cell.ts';
import { crossoverCells, crossoverColumns } from './crossover-cells.ts';
import { type Paint, paintOf } from './paint.ts';
import { type Cell, type Column, textTable } from './text-table.ts';

/** Money as a range, with how far it can be trusted. */
export const rangeColumns: readonly Column[] = [
  { heading: 'low', align: 'right' },
  { heading: 'likely', align: 'right' },
  { heading: 'high', align: 'right' },
  { heading: 'confidence' },
];

/** An estimate for people. */
export function renderEstimate(
  { participantMinutes, rate, spend, build }: Estimate,
  io: Pick<Io, 'colour'>,
): string {
  const paint = paintOf(io);
  const { monthly, yearlyTotal } = spend;
  const bought = [formatUsd(monthly.total), formatUsd(yearlyTotal), confidenceCell(monthly.confidence)];
  return [
    `${formatCount(participantMinutes)} participant-minutes a month at $${rate} each\n\n`,
    `${paint('strong', 'Buying')}\n`,
    textTable(
      [
        { heading: '' },
        { heading: 'a month', align: 'right' },
        { heading: 'a year', align: 'right' },
        { heading: 'confidence' },
      ],
      [['spend', ...bought]],
      paint,
    ),
    ...monthly.cautions.map((caution) => `  ${caution}\n`),
    ...build.map((option) => `\n${renderBuild(option, paint)}`),
    `\n${paint('strong', 'Crossover: from so many participant-minutes a month on, building costs no more than buying')}\n`,
    textTable(
      [{ heading: 'preset' }, ...crossoverColumns],
      build.map((option) => [option.preset, ...crossoverCells(option.crossover)]),
      paint,
    ),
    `\n${amberLegend}\n`,
  ].join('');
}

function renderBuild({ preset, description, estimate }: BuildOption, paint: Paint): string {
  const { lines, total, confidence, peakConcurrentParticipants: peak, peakBasis, servers } = estimate;
  const rows = lines.map((line): readonly Cell[] => [...buildCells(line), line.explanation]);
  const totals: readonly Cell[] = ['total', ...usdRange(total), confidenceCell(confidence)];
  return [
    `${paint('strong', `Building, a month, preset ${preset}`)}\n`,
    `  ${description}\n`,
    `  Peak of ${formatCount(peak.likely)} participants (${peakBasis}), ${formatCount(servers.likely)} servers\n`,
    textTable([{ heading: '' }, ...rangeColumns, { heading: 'why' }], [...rows, totals], paint),
  ].join('');
}

const buildCells = ({ kind, amount, confidence }: BuildLine): readonly Cell[] => [
  kind,
  ...usdRange(amount),
  confidenceCell(confidence),
];
