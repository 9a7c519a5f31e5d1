import type { Decimal } from '@patchbay/contract';
import type { BuildPreset, Range } from './build-preset.ts';
import type { BuySide } from './buy-side.ts';
import { type Crossover, crossover, type CrossoverRange } from './crossover.ts';
import { type CrossoverForecast, forecastCrossover, type MonthlyMinutes } from './crossover-forecast.ts';
import { decimalOf, Exact, measured, quantityOf } from './exact.ts';
import { allBilledMinutes } from './billed-minutes.ts';
import { downstream720p } from './downstream-model.ts';
import { estimateBuild } from './estimate-build.ts';
import { blendedRate, type MeasuredDownstream } from './measured-downstream.ts';
import type { BilledUsage } from './measured-usage.ts';
import { observedFigures } from './observed-figures.ts';
import { spendOf } from './spend-of.ts';
import { spendOfMinutes } from './spend-of-minutes.ts';
import { withMeasuredDownstream } from './with-measured-downstream.ts';

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
   * `measured`: this month's peak concurrency, rounding, and gigabytes where they were counted, were carried over to other volumes.
   * `assumed`: the month is too small to tell, so the preset's busy-hour share and traffic, and exact billing were used.
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
  const { seconds, downstreamGigabytes, unmeasuredSeconds } = observedFigures(usage);
  const minutes = seconds.div(60);
  const counted = seconds.minus(unmeasuredSeconds);
  const traffic = { gigabytes: downstreamGigabytes, counted: counted.div(60), minutes };
  const scales = minutes.gte(fewestMinutesToScale);
  const found = crossover({
    buy: scales ? withTraffic(withRounding(buy, usage, seconds), traffic) : buy,
    build: scales ? withMeasuredDownstream(build, traffic) : build,
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
    downstream: {
      bytes: Number(downstreamGigabytes.times(1e9).toFixed()),
      seconds: Number(counted.toFixed()),
    },
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

/** A card that bills gigabytes is read at what was counted. */
function withTraffic(buy: BuySide, traffic: MeasuredDownstream): BuySide {
  if (buy.kind === 'flat-rate') return buy;
  const { downstream = downstream720p } = buy;
  return { ...buy, downstream: { ...downstream, value: blendedRate(traffic, downstream.value) } };
}

function withRounding(buy: BuySide, usage: BilledUsage, seconds: Exact): BuySide {
  if (buy.kind === 'flat-rate' || buy.billedPerObserved !== undefined) return buy;
  return { ...buy, billedPerObserved: decimalOf(allBilledMinutes(usage, buy.rule).times(60).div(seconds)) };
}
