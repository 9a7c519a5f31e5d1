/** Random whole numbers, the same for the same seed; the edges of a range come up more often than their share. */
export interface RandomSource {
  readonly between: (min: number, max: number) => number;
  readonly chance: (percent: number) => boolean;
}

/** Mulberry32: small, fast, and good enough to shake a fold. */
export function randomSource(seed: number): RandomSource {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d_2b_79_f5) % 0x1_00_00_00_00;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_00_00_00_00;
  };
  const between = (min: number, max: number): number => {
    const edge = next();
    if (edge < 0.05) {
      return min;
    }
    return edge < 0.1 ? max : min + Math.floor(next() * (max - min + 1));
  };
  return { between, chance: (percent) => next() * 100 < percent };
}
