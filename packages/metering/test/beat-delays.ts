import type { Happenings } from './happenings.ts';
import type { RandomSource } from './random-source.ts';
import type { TrueBeat } from './truth-beats.ts';
import type { TruePage } from './true-page.ts';

const [prompt, tolerable, slow] = [2000, 20_000, 30_000];

/**
 * How long each heartbeat was on its way, in milliseconds: usually not long, some for hours, some until the meter can be
 * reached again. The fastest of all took 2 s at most, and the fastest of each part not long.
 */
export function beatDelays(
  random: RandomSource,
  happens: Happenings['happens'],
  page: Pick<TruePage, 'start' | 'end'> & { readonly isClockSet: boolean },
  beats: readonly TrueBeat[],
): readonly number[] {
  const hoursLate = happens('hours-late');
  const outage = happens('meter-unreachable') ? random.between(page.start, page.end) : Infinity;
  const back = outage + random.between(30_000, 600_000);
  const delays = beats.map(({ at }) => {
    if (at >= outage && at < back) return back - at + random.between(20, prompt);
    if (hoursLate && random.chance(10)) return random.between(60_000, 20_000_000);
    return random.between(20, random.chance(20) ? slow : 1200);
  });
  const hasten = (indexes: readonly number[], most: number): void => {
    const index = indexes[random.between(0, indexes.length - 1)];
    if (index !== undefined) delays[index] = Math.min(delays[index] ?? 0, random.between(20, most));
  };
  const parts = Map.groupBy(beats.keys(), (index) => beats[index]?.part ?? 0);
  // Where both clocks are wrong, only the deliveries can tell.
  for (const indexes of parts.values())
    hasten(indexes, page.isClockSet || random.chance(70) ? prompt : tolerable);
  hasten([...beats.keys()], prompt);
  return delays;
}
