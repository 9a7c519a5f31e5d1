import type { Decimal } from '@patchbay/contract';
import type { Crossover } from './crossover.ts';
import { Exact, exact, zero } from './exact.ts';

export interface MonthlyMinutes {
  /** `YYYY-MM`, UTC. */
  readonly month: string;
  readonly participantMinutes: Decimal;
}

/** When the volume reaches the crossover, if the past months' straight line goes on. */
export type CrossoverForecast =
  | { readonly kind: 'reached' }
  | { readonly kind: 'in-month'; readonly month: string }
  | { readonly kind: 'never'; readonly because: 'no-crossover' | 'flat-or-falling' | 'too-far' }
  | { readonly kind: 'unknown'; readonly because: 'too-few-months' };

const fewestMonths = 3;
const farthestMonths = 120;

/** Fits a straight line to the months (least squares) and follows it, ten years at most. */
export function forecastCrossover(
  crossover: Crossover,
  current: Exact,
  trend: readonly MonthlyMinutes[],
): CrossoverForecast {
  if (crossover.kind === 'never') return { kind: 'never', because: 'no-crossover' };
  const goal = new Exact(crossover.participantMinutes);
  if (current.gte(goal)) return { kind: 'reached' };
  const points = trend.map(({ month, participantMinutes }) => ({
    x: new Exact(monthNumber(month)),
    y: exact(participantMinutes, 'participantMinutes'),
  }));
  const last = points.at(-1);
  if (last === undefined || points.length < fewestMonths)
    return { kind: 'unknown', because: 'too-few-months' };
  if (last.y.gte(goal)) return { kind: 'reached' };
  const { slope, at } = fit(points);
  if (slope.lte(0)) return { kind: 'never', because: 'flat-or-falling' };
  for (let ahead = 1; ahead <= farthestMonths; ahead += 1) {
    const x = last.x.plus(ahead);
    if (at(x).gte(goal)) return { kind: 'in-month', month: monthName(Number(x.toFixed())) };
  }
  return { kind: 'never', because: 'too-far' };
}

interface Point {
  readonly x: Exact;
  readonly y: Exact;
}

function fit(points: readonly Point[]): { readonly slope: Exact; readonly at: (x: Exact) => Exact } {
  const mean = (of: (point: Point) => Exact): Exact =>
    points.reduce((total, point) => total.plus(of(point)), zero).div(points.length);
  const [meanX, meanY] = [mean(({ x }) => x), mean(({ y }) => y)];
  const covariance = mean(({ x, y }) => x.minus(meanX).times(y.minus(meanY)));
  const variance = mean(({ x }) => x.minus(meanX).times(x.minus(meanX)));
  const slope = variance.eq(0) ? zero : covariance.div(variance);
  return { slope, at: (x) => meanY.plus(slope.times(x.minus(meanX))) };
}

function monthNumber(month: string): number {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return year * 12 + number - 1;
}

const monthName = (number: number): string =>
  `${String(Math.floor(number / 12)).padStart(4, '0')}-${String((number % 12) + 1).padStart(2, '0')}`;
