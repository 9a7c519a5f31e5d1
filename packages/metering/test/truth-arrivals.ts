import type { Evidence } from '@patchbay/contract';
import { randomConsult } from './random-truth.ts';
import type { RandomSource } from './random-source.ts';

const hour = 3_600_000;

/** Evidence of several random consults of two tenants around the end of a month, or days before, in a random order of arrival. */
export function truthArrivals(random: RandomSource, consults: number, daysBefore = 0): readonly Evidence[] {
  const rows = Array.from({ length: consults }, (_, index) => {
    const { evidence } = randomConsult(random, { lossPercent: 20, providers: ['livekit', 'mesh'] });
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
  return shuffled(random, rows);
}

export function shuffled<Item>(random: RandomSource, items: readonly Item[]): readonly Item[] {
  return items
    .map((item) => ({ item, place: random.between(0, 1_000_000_000) }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}
