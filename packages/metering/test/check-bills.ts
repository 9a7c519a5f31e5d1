import type { BillableConnection } from '../src/presence-interval.ts';
import { checkChains } from './check-chains.ts';
import { outsideBound } from './check-ranges.ts';
import type { TrueConsult } from './random-truth.ts';
import { roundedEach, roundedUp, secondsIn, trueBills, type TrueBill } from './true-bills.ts';

const second = 1;
const minute = 60;
/** A replacement, and what the clocks of two facts may be off by. */
const mostOverlap = 2000 + 2 * 2000 + 2000;

/** Nobody pays for more than was, whatever the vendor rounds, and nobody is left out. */
export function checkBills(consult: TrueConsult, bills: readonly BillableConnection[]): readonly string[] {
  const truth = trueBills(consult);
  const told = (bill: TrueBill): readonly BillableConnection[] =>
    bills.filter(
      (one) =>
        one.provider === bill.provider &&
        one.participantClass === bill.participantClass &&
        one.person === bill.person &&
        (bill.person !== undefined || bill.party === `nobody ${one.connection}`),
    );
  const counted = truth.reduce((sum, bill) => sum + told(bill).length, 0);
  return [
    ...(counted === bills.length ? [] : [`${bills.length - counted} bills are nobody's`]),
    ...truth.flatMap((bill) => checkBill(bill, told(bill))),
  ];
}

function checkBill(truth: TrueBill, told: readonly BillableConnection[]): readonly string[] {
  const what = `bill of ${truth.party} at ${truth.provider}`;
  const trueSeconds = secondsIn(truth.connections);
  const seconds = told.reduce((sum, one) => sum + one.seconds, 0);
  const bound = told.reduce((sum, one) => sum + one.errorBoundSeconds, 0);
  const wrong = [...outsideBound(what, seconds, trueSeconds, bound)];
  if (told.length > truth.connections.length)
    wrong.push(`${what}: ${told.length} connections told, ${truth.connections.length} true`);
  for (const unit of [second, minute]) {
    // One roof over all of a participant's: the truth, rounded, lies between the ends of the bound, rounded.
    const together = roundedUp(trueSeconds, unit);
    if (
      together < roundedUp(Math.max(0, seconds - bound), unit) ||
      together > roundedUp(seconds + bound, unit)
    )
      wrong.push(
        `${what}: ${together} s true per participant, ${seconds} ± ${bound} s told, in units of ${unit} s`,
      );
    // Each connection by itself: never more than the true connections, rounded, and the bound.
    const each = roundedEach(
      told.map((one) => one.seconds),
      unit,
    );
    if (each > trueSeconds + bound + truth.connections.length * unit)
      wrong.push(
        `${what}: ${each} s told per connection, of ${trueSeconds} ± ${bound} s, in units of ${unit} s`,
      );
  }
  const pieces = told.filter(({ witness }) => witness === 'heartbeat');
  const vendor = told.filter(({ witness }) => witness === 'vendor');
  for (const piece of pieces)
    for (const other of vendor)
      if (piece.start < other.end && other.start < piece.end)
        wrong.push(`${what}: ${piece.connection} and ${other.connection} are billed for the same time`);
  // In one room a newer connection replaces the older one at once, as far as two clocks can tell.
  const inOrder = vendor.toSorted((x, y) => x.start - y.start);
  for (const [index, one] of inOrder.entries()) {
    const next = inOrder[index + 1];
    if (next !== undefined && Math.min(one.end, next.end) - next.start > mostOverlap)
      wrong.push(`${what}: ${one.connection} and ${next.connection} are billed for the same time`);
  }
  return [...wrong, ...checkChains(what, truth.connections, vendor)];
}
