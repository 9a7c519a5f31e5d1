import { billableConnections } from '../src/billable-connections.ts';
import { foldPresence } from '../src/fold-presence.ts';
import { groupBy } from '../src/group-by.ts';
import { presenceOfPersons } from '../src/presence-of-persons.ts';
import { checkBills } from './check-bills.ts';
import { checkCarried } from './check-carried.ts';
import { checkIntervals } from './check-intervals.ts';
import { checkMonths } from './check-months.ts';
import { checkOrder } from './check-order.ts';
import { checkPersons } from './check-persons.ts';
import type { RandomSource } from './random-source.ts';
import type { TrueConsult } from './random-truth.ts';
import { heartbeatSeconds, leaseSeconds } from './true-page.ts';

export interface CheckedConsult {
  /** What is wrong, in words with figures; empty when all is right. */
  readonly wrong: readonly string[];
  /** Of every person and every bill, in seconds. */
  readonly bounds: readonly number[];
  /** Milliseconds of pages that tell what they carry, and of how many of them that is known. */
  readonly there: number;
  readonly known: number;
}

/** Holds what the ledger makes of a consult's evidence against what truly happened. */
export function checkConsult(random: RandomSource, consult: TrueConsult): CheckedConsult {
  const fold = (evidence: TrueConsult['evidence']) =>
    foldPresence(evidence, { leaseSeconds, heartbeatSeconds, now: consult.now });
  const intervals = fold(consult.evidence);
  const persons = presenceOfPersons(intervals);
  const bills = billableConnections(intervals);
  const { wrong: carried, ...seen } = checkCarried(consult, bills);
  const ofParties = groupBy(bills, (bill) => [bill.person, bill.provider, bill.participantClass]);
  return {
    wrong: [
      ...checkIntervals(consult, intervals),
      ...checkPersons(consult, persons),
      ...checkBills(consult, bills),
      ...checkMonths(consult, bills),
      ...carried,
      ...checkOrder(random, consult, fold),
    ],
    ...seen,
    bounds: [
      ...persons.map(({ errorBoundSeconds }) => errorBoundSeconds),
      ...ofParties.map((group) => group.reduce((sum, { errorBoundSeconds }) => sum + errorBoundSeconds, 0)),
    ],
  };
}
