import type { Crossover } from '@patchbay/cost';
import type { Decimal } from '@patchbay/contract';
import { formatCount } from './amounts.ts';
import type { Cell, Column } from './text-table.ts';

/** Headings of {@link crossoverCells}; participant-minutes a month. */
export const crossoverColumns: readonly Column[] = [
  { heading: 'cheap end', align: 'right' },
  { heading: 'likely', align: 'right' },
  { heading: 'dear end', align: 'right' },
  { heading: 'moved most by' },
];

/** How many of the inputs that move a crossover most are named. */
const leversShown = 3;

/** Where the lines cross, with the band and what moves it most. */
export function crossoverCells({ band, levers, ...crossover }: Crossover): readonly Cell[] {
  const again =
    crossover.kind === 'at' && crossover.buyCheaperAgainAt !== undefined
      ? `; buying is cheaper again from ${formatCount(crossover.buyCheaperAgainAt)}`
      : '';
  const moving = levers.slice(0, leversShown).map(({ input }) => input);
  return [
    countOf(band.low),
    crossover.kind === 'at'
      ? formatCount(crossover.participantMinutes)
      : `never up to ${formatCount(crossover.within.to)}`,
    countOf(band.high),
    `${moving.join(', ')}${again}`,
  ];
}

const countOf = (minutes: Decimal | undefined): string =>
  minutes === undefined ? 'not in range' : formatCount(minutes);
