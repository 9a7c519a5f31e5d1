import type { Evidence } from '@patchbay/contract';
import { randomConsult } from '../../packages/metering/test/random-truth.ts';
import type { RandomSource } from '../../packages/metering/test/random-source.ts';

const [hour, day] = [3_600_000, 86_400_000];

/**
 * Evidence of random consults with everything that can go wrong: around midnight before the 1st of July 2026, or so many days
 * earlier or later. Recorders, telephones, screens, second tabs and handovers from vendor to vendor are among them.
 */
export function randomMonth(
  random: RandomSource,
  options: { readonly consults: number; readonly daysLater: number; readonly name: string },
): readonly Evidence[] {
  const { consults, daysLater, name } = options;
  return Array.from({ length: consults }, (_, index) => {
    const { evidence } = randomConsult(random, {
      lossPercent: 20,
      providers: ['livekit', 'twilio'],
      everything: true,
    });
    const later = daysLater * day + random.between(-2, 2) * hour;
    return evidence.map((row) => ({
      ...row,
      id: `${name}-${index}-${row.id}`,
      consultId: `${name}-${index}`,
      tenant: index % 3 === 0 ? 'other' : 'clinic',
      at: row.at + later,
      receivedAt: row.receivedAt + later,
    }));
  }).flat();
}
