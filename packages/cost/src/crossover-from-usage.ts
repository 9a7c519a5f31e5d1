import type { Decimal } from '@patchbay/contract';
import type { BuildPreset, Range } from './build-preset.ts';
import type { BuySide } from './buy-side.ts';
import { type Crossover, crossover, type CrossoverRange } from './crossover.ts';
import { type CrossoverForecast, forecastCrossover, type MonthlyMinutes } from './crossover-forecast.ts';
import { decimalOf, Exact, measured, quantityOf } from './exact.ts';
import { allBilledMinutes } from './billed-minutes.ts';
import { estimateBuild } from './estimate-build.ts';
import type { BilledUsage } from './measured-usage.ts';
import { observedFigures } from './observed-figures.ts';
import { spendOf } from './spend-of.ts';
import { spendOfMinutes } from './spend-of-minutes.ts';

/** Where a month stands beside the crossover. */
export interface CrossoverStanding {
  readonly crossover: Crossover;
  readonly current: {
    readonly participantMinutes: Decimal;
    /** USD for the month so far. */
    readonly buy: Decimal;
    readonly build: Range;
    /** By the likely estimate. */
    readonly cheaper: 'buy' | 'build' | 'same';
  };
  readonly forecast: CrossoverForecast;
  /**
   * `measured`: this month's peak concurrency and rounding were carried over to other volumes. `assumed`: the month is too
   * small to tell, so the preset's busy-hour share and exact billing were used.
   */
  readonly scaledBy: 'measured' | 'assumed';
}

export interface StandingQuestion {
  readonly usage: BilledUsage;
  readonly buy: BuySide;
  readonly build: BuildPreset;
  readonly range?: CrossoverRange | undefined;
  /** Complete months, oldest first, without the one of `usage`. */
  readonly trend?: readonly MonthlyMinutes[] | undefined;
}

/** Below this, one busy minute decides the peak, and a peak per minute says nothing of a larger volume. */
const fewestMinutesToScale = 100_000;

/** The crossover recomputed from live usage. Throws `CostError`. */
export function crossoverFromUsage({
  usage,
  buy,
  build,
  range,
  trend = [],
}: StandingQuestion): CrossoverStanding {
  const { seconds } = observedFigures(usage);
  const minutes = seconds.div(60);
  const scales = minutes.gte(fewestMinutesToScale);
  const found = crossover({
    buy: scales ? withRounding(buy, usage, seconds) : buy,
    build,
    range,
    peakPerMinute: scales
      ? decimalOf(measured(usage.peakConcurrentParticipants, 'peakConcurrentParticipants').div(minutes))
      : undefined,
  });
  const spent = spendNow(buy, usage, minutes);
  const estimate = estimateBuild({
    participantMinutes: decimalOf(minutes),
    peakConcurrentParticipants: usage.peakConcurrentParticipants,
    assumptions: build,
  });
  const order = new Exact(spent).cmp(estimate.total.likely);
  return {
    crossover: found,
    current: {
      participantMinutes: quantityOf(minutes),
      buy: spent,
      build: estimate.total,
      cheaper: order === 0 ? 'same' : order < 0 ? 'buy' : 'build',
    },
    forecast: forecastCrossover(found, minutes, trend),
    scaledBy: scales ? 'measured' : 'assumed',
  };
}

const spendNow = (buy: BuySide, usage: BilledUsage, minutes: Exact): Decimal =>
  buy.kind === 'flat-rate'
    ? spendOfMinutes(decimalOf(minutes), buy.rate).total
    : spendOf(usage, buy.rateCard, buy.rule, buy.downstream).total;

function withRounding(buy: BuySide, usage: BilledUsage, seconds: Exact): BuySide {
  if (buy.kind === 'flat-rate' || buy.billedPerObserved !== undefined) return buy;
  return { ...buy, billedPerObserved: decimalOf(allBilledMinutes(usage, buy.rule).times(60).div(seconds)) };
}
