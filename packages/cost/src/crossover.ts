import type { Decimal } from '@patchbay/contract';
import type { AssumptionName, BuildPreset, Range } from './build-preset.ts';
import { assumptionNames, type BuildInputs, inputsOf } from './build-inputs.ts';
import { type BuySide, buyLine } from './buy-side.ts';
import { type Crossing, findCrossing, type WholeRange } from './crossing.ts';
import { buildLine } from './build-line.ts';
import { CostError } from './cost-error.ts';
import { exact, Exact } from './exact.ts';
import { graduatedPrice } from './graduated-price.ts';
import { assumedPeakRate, type PeakRate } from './build-cost.ts';

/** Participant-minutes a month, both ends included. */
export interface CrossoverRange {
  readonly from: Decimal;
  readonly to: Decimal;
}

/** What one assumption alone does to the crossover. */
export interface Lever {
  readonly input: AssumptionName;
  /** With this input at the low and at the high end of its range, the others likely; undefined: not within the range. */
  readonly atLow: Decimal | undefined;
  readonly atHigh: Decimal | undefined;
}

/** The volume from which building costs no more than buying. Volumes are participant-minutes a month. */
export type Crossover =
  | {
      readonly kind: 'at';
      /** The smallest whole number of minutes from which it holds up to the end of the range, else the first one. */
      readonly participantMinutes: Decimal;
      /** With every assumption at its cheap and at its dear end; undefined: not within the range. */
      readonly band: { readonly low: Decimal | undefined; readonly high: Decimal | undefined };
      /** The inputs that move it most, the strongest first. */
      readonly levers: readonly Lever[];
      /** Where buying becomes cheaper again and stays so, if it does within the range. */
      readonly buyCheaperAgainAt: Decimal | undefined;
    }
  | {
      readonly kind: 'never';
      readonly within: CrossoverRange;
      /** `low`: with every assumption at its cheap end it would cross there. */
      readonly band: { readonly low: Decimal | undefined; readonly high: undefined };
      readonly levers: readonly Lever[];
    };

export interface CrossoverQuestion {
  readonly buy: BuySide;
  readonly build: BuildPreset;
  /** 1 to 100,000,000 unless told; at most 1,000,000,000. */
  readonly range?: CrossoverRange | undefined;
  /** Measured peak concurrency per participant-minute of a month; the preset's busy-hour share unless told. */
  readonly peakPerMinute?: Decimal | undefined;
}

const defaultRange: CrossoverRange = { from: '1', to: '100000000' };
const mostMinutes = 1_000_000_000;
const leverCount = 5;

/** Where the lines of buying and building cross, exact to the minute. Throws `CostError`. */
export function crossover({ buy, build, range = defaultRange, peakPerMinute }: CrossoverQuestion): Crossover {
  const whole = { from: wholeNumber(range.from, 'range.from'), to: wholeNumber(range.to, 'range.to') };
  if (whole.from > whole.to) throw new CostError('range', 'range.from must not be more than range.to.');
  const bought = buyLine(buy);
  const egress = graduatedPrice({ included: '0', tiers: build.egressTiers.value });
  const peak: PeakRate | undefined =
    peakPerMinute === undefined
      ? undefined
      : { times: exact(peakPerMinute, 'peakPerMinute'), per: new Exact(1) };
  const find = (inputs: BuildInputs): Crossing | undefined =>
    findCrossing(bought, buildLine(inputs, egress, peak ?? assumedPeakRate(inputs)), whole);
  const likely = find(inputsOf(build, 'likely'));
  const levers = leversOf(build, find, likely, whole);
  const low = textOf(find(inputsOf(build, 'cheap'))?.at);
  if (likely === undefined) {
    return { kind: 'never', within: range, band: { low, high: undefined }, levers };
  }
  return {
    kind: 'at',
    participantMinutes: String(likely.at),
    band: { low, high: textOf(find(inputsOf(build, 'dear'))?.at) },
    levers,
    buyCheaperAgainAt: textOf(likely.undoneAt),
  };
}

const textOf = (minutes: number | undefined): Decimal | undefined =>
  minutes === undefined ? undefined : String(minutes);

function leversOf(
  build: BuildPreset,
  find: (inputs: BuildInputs) => Crossing | undefined,
  likely: Crossing | undefined,
  { to }: WholeRange,
): readonly Lever[] {
  const spans = assumptionNames.filter((name) => isSpan(build.assumptions[name].value));
  const moved = spans.map((input) => {
    const atLow = find(inputsOf(build, 'likely', { [input]: 'low' }))?.at;
    const atHigh = find(inputsOf(build, 'likely', { [input]: 'high' }))?.at;
    return { input, atLow, atHigh, spread: Math.abs((atLow ?? to) - (atHigh ?? to)) };
  });
  return moved
    .filter(({ atLow, atHigh }) => atLow !== likely?.at || atHigh !== likely?.at)
    .sort((a, b) => b.spread - a.spread)
    .slice(0, leverCount)
    .map(({ input, atLow, atHigh }) => ({ input, atLow: textOf(atLow), atHigh: textOf(atHigh) }));
}

const isSpan = ({ low, likely, high }: Range): boolean => low !== likely || likely !== high;

function wholeNumber(text: Decimal, name: string): number {
  const value = exact(text, name);
  if (!value.eq(value.round(0)) || value.lt(0) || value.gt(mostMinutes)) {
    throw new CostError(name, `${name} must be a whole number from 0 to ${mostMinutes}.`);
  }
  return Number(value.toFixed());
}
