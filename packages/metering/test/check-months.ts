import type { BillableConnection } from '../src/presence-interval.ts';
import { usageOf } from '../src/usage-of.ts';
import { outsideBound } from './check-ranges.ts';
import type { TrueConsult } from './random-truth.ts';
import { trueBills } from './true-bills.ts';

/** The consult as a whole, and each month's share of it on each provider. */
export function checkMonths(consult: TrueConsult, bills: readonly BillableConnection[]): readonly string[] {
  const truth = trueBills(consult);
  const providers = [...new Set(truth.map(({ provider }) => provider))];
  return providers.flatMap((provider) => {
    const spans = truth
      .filter((bill) => bill.provider === provider)
      .flatMap(({ connections }) => connections);
    const usage = usageOf(bills.filter((bill) => bill.provider === provider));
    const within = (from: number, to: number): number =>
      spans.reduce((sum, { start, end }) => sum + Math.max(0, Math.min(end, to) - Math.max(start, from)), 0) /
      1000;
    const months = [5, 6, 7].map((month) => ({ from: Date.UTC(2026, month), to: Date.UTC(2026, month + 1) }));
    return [
      ...outsideBound(
        `consult at ${provider}`,
        usage.total.participantSeconds,
        within(-Infinity, Infinity),
        usage.total.errorBoundSeconds,
      ),
      ...months.flatMap(({ from, to }) => {
        const month = new Date(from).toISOString().slice(0, 7);
        const { participantSeconds = 0, errorBoundSeconds = 0 } = usage.byMonth.get(month) ?? {};
        return outsideBound(
          `${month} at ${provider}`,
          participantSeconds,
          within(from, to),
          errorBoundSeconds,
        );
      }),
    ];
  });
}
