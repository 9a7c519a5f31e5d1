import type { Evidence } from '@patchbay/contract';
import { randomConsult, type Trouble } from './random-truth.ts';
import type { RandomSource } from './random-source.ts';

const hour = 3_600_000;
const someLost: Trouble = { lossPercent: 20, providers: ['livekit', 'mesh'] };

/**
 * Evidence of several random consults of two tenants around the end of a month, or days before, in a random order of arrival,
 * but that a redelivery comes after what it repeats.
 */
export function truthArrivals(
  random: RandomSource,
  consults: number,
  daysBefore = 0,
  trouble = someLost,
): readonly Evidence[] {
  const rows = Array.from({ length: consults }, (_, index) => {
    const { evidence } = randomConsult(random, trouble);
    const later = (random.between(0, 2) - daysBefore * 24) * hour;
    return evidence.map((row) => ({
      ...row,
      id: `${index}-${row.id}`,
      consultId: `consult-${index}`,
      tenant: index % 3 === 0 ? 'other' : 'clinic',
      at: row.at + later,
      receivedAt: row.receivedAt + later,
    }));
  }).flat();
  const places = new Map<string, number>();
  return rows
    .toSorted((a, b) => a.receivedAt - b.receivedAt)
    .map((row) => {
      const place = random.between(places.get(row.id) ?? 0, 1_000_000_000);
      places.set(row.id, place);
      return { row, place };
    })
    .sort((a, b) => a.place - b.place)
    .map(({ row }) => row);
}
