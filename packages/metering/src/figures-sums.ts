import type { ProviderId } from '@patchbay/contract';
import { type BillableSums, billableSums } from './billable-sums.ts';
import type { ClosingFigures } from './close-month.ts';
import { groupBy } from './group-by.ts';
import { addShortItems } from './short-items.ts';
import { type Figures, figuresFrom } from './usage-figures.ts';

/** What rows of figures come to for one provider. */
export interface FiguresSum {
  readonly provider: ProviderId;
  readonly connections: number;
  readonly participantSeconds: number;
  /** What a bill is computed from. */
  readonly sums: readonly BillableSums[];
}

/**
 * Closing figures and corrections of one month added up over tenants and consults, by provider; sorted. Rows of all providers
 * together are left out.
 */
export function figuresSums(rows: readonly ClosingFigures[]): readonly FiguresSum[] {
  const own = rows.filter(({ provider, participantClass }) => provider !== '' && participantClass !== '');
  return groupBy(own, ({ provider }) => [provider])
    .map((of) => {
      const total = added(of);
      const kinds = groupBy(of, ({ since, participantClass, sessionMedia }) => [
        since,
        participantClass,
        sessionMedia,
      ]);
      return {
        provider: of[0].provider,
        connections: total.connections,
        participantSeconds: total.milliseconds / 1000,
        sums: kinds.map((some) =>
          billableSums({
            since: some[0].since,
            participantClass: some[0].participantClass,
            sessionMedia: some[0].sessionMedia,
            figures: added(some),
            shorts: addShortItems(some.flatMap(({ shorts }) => shorts)),
          }),
        ),
      };
    })
    .sort((a, b) => (a.provider < b.provider ? -1 : 1));
}

const added = (rows: readonly ClosingFigures[]): Figures =>
  figuresFrom((name) => rows.reduce((sum, { figures }) => sum + figures[name], 0));
