import type { BillableConnection, PresenceInterval } from '../src/presence-interval.ts';
import { secondsIn } from './true-bills.ts';
import type { TrueConnection } from './true-page.ts';

/** Of sums of thousandths as floating-point numbers. */
const rounding = 1e-6;

/**
 * A party's vendor connections as they are billed, each against the one that it is, or against that one together with those
 * right before or after it of which nothing was heard: they are told together.
 */
export function checkChains(
  what: string,
  truth: readonly TrueConnection[],
  told: readonly BillableConnection[],
): readonly string[] {
  const inOrder = truth.toSorted((a, b) => a.start - b.start);
  const heard = new Set(told.map(({ connection }) => connection));
  const wrong = heard.size === told.length ? [] : [`${what}: a vendor connection is billed twice`];
  const isHeard = (index: number): boolean => heard.has(inOrder[index]?.id ?? '');
  for (const bill of told) {
    const own = inOrder.findIndex(({ id }) => id === bill.connection);
    if (own < 0) wrong.push(`${what}: ${bill.connection} never was`);
    let [first, last] = [own, own];
    while (first > 0 && !isHeard(first - 1)) first -= 1;
    while (last < inOrder.length - 1 && !isHeard(last + 1)) last += 1;
    const chains: (readonly TrueConnection[])[] = [];
    for (let from = first; from <= own; from += 1)
      for (let to = own; to <= last; to += 1) chains.push(inOrder.slice(from, to + 1));
    if (!chains.some((chain) => isWithin(bill, chain)))
      wrong.push(
        `${what}: ${bill.connection} (${bill.startBasis}, ${bill.endBasis}) ${inWords(bill, chains[0] ?? [])}`,
      );
  }
  return wrong;
}

function isWithin(bill: BillableConnection, chain: readonly TrueConnection[]): boolean {
  const [start, end] = [chain[0]?.start ?? Number.NaN, chain.at(-1)?.end ?? Number.NaN];
  const isIn = (at: number, { earliest, latest }: PresenceInterval['startRange']): boolean =>
    earliest <= at && at <= latest;
  return (
    isIn(start, bill.startRange) &&
    isIn(end, bill.endRange) &&
    Math.abs(bill.seconds - secondsIn(chain)) <= bill.errorBoundSeconds + rounding
  );
}

function inWords(
  { startRange, endRange, seconds, errorBoundSeconds }: BillableConnection,
  chain: readonly TrueConnection[],
): string {
  const zero = chain[0]?.start ?? 0;
  const range = ({ earliest, latest }: PresenceInterval['startRange']): string =>
    `${earliest - zero} to ${latest - zero}`;
  const spans = chain.map(({ start, end }) => `${start - zero} to ${end - zero}`);
  return `told from ${range(startRange)} until ${range(endRange)}, ${seconds} ± ${errorBoundSeconds} s, true ${spans.join(', ')}`;
}
