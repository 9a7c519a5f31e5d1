/** One line of the bench: ours beside the raw thing, measured in the same run. */
export interface Measurement {
  readonly measure: string;
  readonly ours: number;
  readonly reference: number;
  readonly ratio: number;
  readonly unit: string;
  readonly better: 'lower' | 'higher';
  /** What the raw thing is, and how it was measured. */
  readonly note?: string;
  /** How far single values lie apart. */
  readonly spread?: { readonly ours: Spread; readonly reference: Spread };
}

export interface Spread {
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
  /** The true mean lies this near to the one measured, with 95 % confidence. */
  readonly meanWithin: number;
}

/** A line on what is going on, while it goes on. */
export type Progress = (line: string) => void;

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Half the width of the interval that holds the true mean with 95 % confidence. */
function uncertainty(values: readonly number[]): number {
  const middle = mean(values);
  const variance = mean(values.map((value) => (value - middle) ** 2));
  return 1.96 * Math.sqrt(variance / values.length);
}

const percentile = (values: readonly number[], percent: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor((percent / 100) * (values.length - 1))] ?? Number.NaN;

export const spreadOf = (values: readonly number[]): Spread => ({
  p10: percentile(values, 10),
  p50: percentile(values, 50),
  p90: percentile(values, 90),
  meanWithin: uncertainty(values),
});

export type Measured = Omit<Measurement, 'ours' | 'reference' | 'ratio' | 'spread'>;

/** Medians of rounds in which both took turns; the ratio is the median of the rounds' own, for what slows one slows the other. */
export function medianOfRounds(
  about: Measured,
  ours: readonly number[],
  reference: readonly number[],
): Measurement {
  const spread = { ours: spreadOf(ours), reference: spreadOf(reference) };
  const ratios = ours.map((value, round) => value / (reference[round] ?? Number.NaN));
  return {
    ...about,
    ours: spread.ours.p50,
    reference: spread.reference.p50,
    ratio: spreadOf(ratios).p50,
    spread,
  };
}

/** Two single values. */
export const compareOnce = (about: Measured, ours: number, reference: number): Measurement => ({
  ...about,
  ours,
  reference,
  ratio: ours / reference,
});
