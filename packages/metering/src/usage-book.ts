import { setImmediate } from 'node:timers/promises';
import type { UsagePeriod } from './clip-connection.ts';
import { type BookState, bookState, markRolledUp } from './book-state.ts';
import { monthOf } from './clip-connection.ts';
import type { WitnessOptions } from './billable-connections.ts';
import {
  closedMonths,
  type ClosingFigures,
  closeMonth,
  closingFigures,
  type Correction,
  type CorrectionQuestion,
  corrections,
  openMonths,
} from './close-month.ts';
import { consultsOfPerson, erasePerson, type PersonQuestion, type RandomHex } from './erase-person.ts';
import { type Forgotten, forgetSome, traceForgotten } from './forget-evidence.ts';
import type { BookedLedger, Steps } from './ledger-work.ts';
import { usualLongestSessionSeconds } from './fold-times.ts';
import type { FoldOptions } from './presence-interval.ts';
import { type MonthRange, type ReconciledMonth, reconciledIn } from './reconciled-months.ts';
import { rollUpConsult } from './roll-up-consult.ts';
import { rollUpHour } from './roll-up-hour.ts';
import { type RolledUsage, rolledUsage, usageOfTenants } from './rolled-usage.ts';
import { adoptRuleDates } from './rule-dates.ts';
import { UsageBookError } from './usage-book-error.ts';
import type { Usage } from './usage-of.ts';
import { usageHoursBetween } from './usage-hours-between.ts';
import type { UsageHour } from './usage-hours.ts';
import { monthPeriod, monthsOfPeriod } from './usage-months.ts';
import type { UsageMonth } from './usage-summary.ts';

export interface UsageBookOptions extends Omit<FoldOptions, 'now' | 'explain'>, WitnessOptions {
  /** How long until a consult that is not over is folded anew, although nothing new is known. 60 unless given. */
  readonly refreshSeconds?: number;
  /** How long a consult must have been quiet before a person in it is erased. 604,800 (a week) unless given. */
  readonly quietSeconds?: number;
  /**
   * Days (`YYYY-MM-DD`, UTC) from which on a vendor bills by another rule. A month is split at them, so that what began before
   * can be billed by the rule before; a day that comes later has the consults of its month booked anew.
   */
  readonly ruleDates?: readonly string[];
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  readonly randomHex: RandomHex;
}

export interface RollUpResult {
  readonly consults: number;
  readonly hours: number;
  /** True when the limit came first: call again. */
  readonly more: boolean;
  /** Everything received before this is in the figures now, milliseconds since the Unix epoch; undefined while there is more. */
  readonly completeAt: number | undefined;
}

export interface Erasure {
  /** In so many consults the person is somebody else now. */
  readonly consults: number;
  /** In so many the person was too lately for that: evidence may still be under way. Ask again later. */
  readonly waiting: number;
}

/**
 * What is computed from a ledger and kept beside it: presence, hours, months. Several instances may use it at once. Everything
 * rejects with `LedgerError` when the store does.
 */
export interface UsageBook {
  /** Brings the rollups up to date; at most so many consults and so many hours (1,000 each unless given), few in a transaction. */
  rollUp(limit?: number): Promise<RollUpResult>;
  /**
   * The usage of whole months as of the last `rollUp`, without reading evidence. Rejects with `UsageBookError`
   * (`period-not-months`).
   */
  usageFromRollups(period: UsagePeriod, tenant?: string): Promise<RolledUsage>;
  /** The same, of each tenant that has any. */
  usageOfTenants(period: UsagePeriod): Promise<ReadonlyMap<string, Usage>>;
  /** Hours that begin in the period, in order; an empty tenant or provider stands for all of them. */
  hours(period: UsagePeriod, tenant?: string): Promise<readonly UsageHour[]>;
  /**
   * Keeps the month's figures for good. False when it was closed before. Rejects with `UsageBookError` (`month-invalid`,
   * `month-not-over`).
   */
  closeMonth(month: UsageMonth): Promise<boolean>;
  /** The figures of a closed month as they were when it was closed; empty when it is not. */
  closing(month: UsageMonth): Promise<readonly ClosingFigures[]>;
  state(): Promise<BookState>;
  /** Months that have figures and are not closed, in order. */
  openMonths(): Promise<readonly UsageMonth[]>;
  /** When each closed month was closed, milliseconds since the Unix epoch; in order. */
  closedMonths(): Promise<ReadonlyMap<UsageMonth, number>>;
  corrections(question: CorrectionQuestion): Promise<readonly Correction[]>;
  /** What came of reconciling each of the months when it was done last: of one tenant, or of all together. */
  reconciled(months: MonthRange, tenant?: string): Promise<readonly ReconciledMonth[]>;
  /**
   * Makes a person's consults unlinkable, to the person and to each other: a random key in each. Minutes, persons per consult and
   * bills stay as they are. A later fact about the person in one of them would bring the key back: ask again.
   */
  erase(who: PersonQuestion): Promise<Erasure>;
  /**
   * Drops the raw evidence of consults that were over before the month of that instant; rollups and closing figures stay. What
   * comes later about them is not counted. Rejects with `UsageBookError` (`month-open`).
   */
  forgetBefore(at: number): Promise<Forgotten>;
}

const atOnce = 1000;
const forgottenAtOnce = 100;
/** So many consults may be folded before the hours that they are in are computed. */
const foldedBeforeHours = 2000;
/** A week: vendors redeliver for days. */
export const usualQuietSeconds = 604_800;

export function createUsageBook(ledger: BookedLedger, options: UsageBookOptions): UsageBook {
  const { dialect } = ledger;
  const { now, randomHex, refreshSeconds = 60, quietSeconds = usualQuietSeconds } = options;

  /** Works off a queue, some of it in each transaction. How many; what came before a failure stays done. */
  const workOff = async (limit: number, once: () => Steps<boolean>): Promise<number> => {
    for (let count = 0; count < limit;) {
      const most = Math.min(dialect.itemsAtOnce, limit - count);
      const done = await ledger.transact(() => repeat(most, once));
      count += done;
      if (done < most) return count;
      // SQLite works without pause: who waits for an answer of this process, or for its disk, gets a turn.
      await setImmediate();
    }
    return limit;
  };

  let adopted: Promise<void> | undefined;
  /** Once; again when it failed. */
  const adopt = (): Promise<void> =>
    (adopted ??= ledger
      .transact(() => adoptRuleDates(dialect, options.ruleDates ?? []))
      .catch((error: unknown) => {
        adopted = undefined;
        throw error;
      }));

  // An hour is read from all of its consults, most of which wait together: computed after each part of them it would be read
  // as many times as there are parts. Where evidence comes faster than it is folded the hours are not left behind for ever.
  let foldedSinceHours = 0;
  const rollUp = async (limit = atOnce): Promise<RollUpResult> => {
    await adopt();
    const asOf = { ...options, refreshSeconds, now: now() };
    const consults = await workOff(limit, () => rollUpConsult(dialect, asOf));
    foldedSinceHours += consults;
    if (consults === limit && foldedSinceHours < foldedBeforeHours)
      return { consults, hours: 0, more: true, completeAt: undefined };
    foldedSinceHours = 0;
    const hours = await workOff(limit, () => rollUpHour(dialect));
    const more = consults === limit || hours === limit;
    if (!more) await ledger.transact(() => markRolledUp(dialect, asOf.now));
    return { consults, hours, more, completeAt: more ? undefined : asOf.now };
  };

  return {
    rollUp,
    async usageFromRollups(period, tenant) {
      const months = monthsOfPeriod(period);
      return ledger.read(() => rolledUsage(months, tenant));
    },
    async usageOfTenants(period) {
      const months = monthsOfPeriod(period);
      return ledger.read(() => usageOfTenants(months));
    },
    hours: (period, tenant) => ledger.read(() => usageHoursBetween(period, tenant)),
    async closeMonth(month) {
      const { to } = monthPeriod(month);
      const longest = (options.longestSessionSeconds ?? usualLongestSessionSeconds) * 1000;
      if (now() < to + longest) {
        throw new UsageBookError('month-not-over', `${month} cannot be closed yet.`);
      }
      // What is known by now belongs into the figures, and not into corrections.
      while ((await rollUp()).more);
      return ledger.transact(() => closeMonth(dialect, month, now()));
    },
    closing: (month) => ledger.read(() => closingFigures(month)),
    state: () => ledger.read(() => bookState(now())),
    openMonths: () => ledger.read(openMonths),
    closedMonths: () => ledger.read(closedMonths),
    corrections: (question) => ledger.read(() => corrections(dialect, question)),
    reconciled: (months, tenant) => ledger.read(() => reconciledIn(months, tenant)),
    async erase(who) {
      const at = now();
      const { quiet, waiting } = await ledger.transact(() =>
        consultsOfPerson(dialect, who, at - quietSeconds * 1000),
      );
      for (const consult of quiet) {
        await ledger.transact(() => erasePerson(dialect, consult, who.person, { now: at, randomHex }));
      }
      return { consults: quiet.length, waiting };
    },
    async forgetBefore(at) {
      const month = monthOf(at);
      const open = (await ledger.read(openMonths)).filter((one) => one < month);
      if (open.length > 0) {
        throw new UsageBookError('month-open', `Close ${open.join(', ')} first.`);
      }
      const { from } = monthPeriod(month);
      const total = { consults: 0, evidenceRows: 0 };
      for (;;) {
        const some = await ledger.transact(() => forgetSome(dialect, from, forgottenAtOnce));
        total.consults += some.consults;
        total.evidenceRows += some.evidenceRows;
        if (some.consults < forgottenAtOnce) break;
      }
      await ledger.dropEvidenceBefore(month);
      await ledger.transact(() => traceForgotten(total, now()));
      return total;
    },
  };
}

/** How often it was done. */
function* repeat(most: number, once: () => Steps<boolean>): Steps<number> {
  for (let count = 0; count < most; count += 1) {
    if (!(yield* once())) return count;
  }
  return most;
}
