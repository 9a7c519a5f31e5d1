import { decimalDifference, downstream720p, spendOf } from '@patchbay/cost';
import {
  type Correction,
  type FiguresSum,
  figuresSums,
  monthPeriod,
  type UsageBook,
} from '@patchbay/metering';
import type { PatchbayConfig } from '../config/patchbay-config.ts';
import type { Deployments } from './deployments-of.ts';
import { ratesOn } from './rates-on.ts';

/** What one provider came to when a month was closed. */
export interface ClosedProvider {
  readonly provider: string;
  readonly connections: number;
  readonly participantSeconds: number;
  /** USD under the rate card of its deployment; undefined where there is no vendor's bill. */
  readonly total: string | undefined;
}

/** By how much a closed month was wrong for one provider, as it turned out on one day. Differences may be negative. */
export interface MonthCorrection {
  /** The closed month. */
  readonly of: string;
  /** The day it was found, `YYYY-MM-DD` (UTC); it is accounted for in that day's month. */
  readonly on: string;
  readonly provider: string;
  /** Whose figures changed. */
  readonly consults: number;
  readonly connections: number;
  readonly participantSeconds: number;
  /** By how much the bill of that month changes, USD; undefined where there is no vendor's bill. */
  readonly amount: string | undefined;
}

export interface MonthClosing {
  /** Milliseconds since the Unix epoch. */
  readonly closedAt: number;
  /** The figures as they were then; they never change. */
  readonly providers: readonly ClosedProvider[];
  /** What turned out later, in order. */
  readonly correctedLater: readonly MonthCorrection[];
}

export interface ClosingQuestion {
  readonly book: UsageBook;
  readonly config: Pick<PatchbayConfig, 'installed' | 'cost'>;
  readonly deployments: Deployments;
  /** The days at which sums are split. */
  readonly splitAt: readonly string[];
  readonly tenant: string | undefined;
}

/** Undefined while the month is not closed. */
export async function readClosing(
  question: ClosingQuestion,
  month: string,
): Promise<MonthClosing | undefined> {
  const closedAt = (await question.book.closedMonths()).get(month);
  if (closedAt === undefined) return undefined;
  const { closing, corrections, totalOf } = await readMonth(question, month);
  return {
    closedAt,
    providers: figuresSums(closing).map((sum) => ({
      provider: sum.provider,
      connections: sum.connections,
      participantSeconds: sum.participantSeconds,
      total: totalOf(sum),
    })),
    correctedLater: corrections,
  };
}

/** The corrections of earlier months that are accounted for in this one, by month and day. */
export async function readCorrections(
  question: ClosingQuestion,
  month: string,
): Promise<readonly MonthCorrection[]> {
  const { book, tenant } = question;
  const dated = await book.corrections({ datedIn: month, tenant });
  const found: MonthCorrection[] = [];
  for (const of of [...new Set(dated.map((one) => one.month))].sort()) {
    const { corrections } = await readMonth(question, of);
    found.push(...corrections.filter(({ on }) => on.startsWith(month)));
  }
  return found;
}

async function readMonth({ book, config, deployments, splitAt, tenant }: ClosingQuestion, month: string) {
  const closing = (await book.closing(month)).filter((row) => (tenant ?? row.tenant) === row.tenant);
  const all = await book.corrections({ of: month, tenant });
  const { rateOf } = ratesOn(monthPeriod(month).to - 1, config, deployments);
  const totalOf = (sum: FiguresSum): string | undefined => {
    const rate = rateOf(sum.provider);
    const usage = { ...sum, month, splitAt, peakConcurrentParticipants: 0, peakConcurrentRooms: 0 };
    return rate && spendOf(usage, rate.rateCard, rate.rule, downstream720p).total;
  };
  const dayOf = ({ madeAt }: Correction): string => new Date(madeAt).toISOString().slice(0, 10);
  const corrections: MonthCorrection[] = [];
  let known = closing;
  for (const [on, some] of Map.groupBy(all, dayOf)) {
    const next = [...known, ...some];
    const [before, after] = [figuresSums(known), figuresSums(next)];
    for (const change of figuresSums(some)) {
      const { provider, connections, participantSeconds } = change;
      const own = some.filter((one) => one.provider === provider);
      const totals = [before, after].map((sums) => {
        const sum = sums.find((one) => one.provider === provider);
        return totalOf(sum ?? { provider, connections: 0, participantSeconds: 0, sums: [] });
      });
      const [was, is] = totals;
      corrections.push({
        of: month,
        on,
        provider,
        consults: new Set(own.map(({ tenant: whose, consultId }) => JSON.stringify([whose, consultId]))).size,
        connections,
        participantSeconds,
        amount: was === undefined || is === undefined ? undefined : decimalDifference(is, was),
      });
    }
    known = next;
  }
  return { closing, corrections, totalOf };
}
