import { billableConnections } from '../src/billable-connections.ts';
import { foldPresence } from '../src/fold-presence.ts';
import { groupBy } from '../src/group-by.ts';
import { presenceOfPersons } from '../src/presence-of-persons.ts';
import { lengthOf, spanUnion } from '../src/span-union.ts';
import type { TrueConsult } from './random-truth.ts';
import { heartbeatSeconds, leaseSeconds, type TrueConnection } from './true-page.ts';

export interface CheckedConsult {
  /** What is wrong, in words with figures; empty when all is right. */
  readonly wrong: readonly string[];
  /** Of every person and every bill, in seconds. */
  readonly bounds: readonly number[];
}

/** Of sums of thousandths as floating-point numbers. */
const rounding = 1e-6;

/** Holds what the ledger makes of a consult's evidence against what truly happened. */
export function checkConsult(consult: TrueConsult): CheckedConsult {
  const wrong: string[] = [];
  const bounds: number[] = [];
  const intervals = foldPresence(consult.evidence, { leaseSeconds, heartbeatSeconds, now: consult.now });
  const truths = [
    ...consult.pages.map((page) => ({ ...page, participantClass: 'person' })),
    ...consult.guests.map((guest) => ({ ...guest, connections: [guest.connection] })),
  ];
  const within = (what: string, told: number, truth: number, bound: number): void => {
    if (!(Math.abs(told - truth) <= bound + rounding))
      wrong.push(`${what}: ${told} s told, ${truth} s true, bound ${bound} s`);
  };

  const persons = presenceOfPersons(intervals);
  const people = new Set(
    truths.flatMap((one) => (one.participantClass === 'person' ? [one.person ?? ''] : [])),
  );
  const counted = persons.map(({ person }) => person);
  if (JSON.stringify(counted) !== JSON.stringify([...people].sort()))
    wrong.push(`counted: ${counted.join(', ')}`);
  for (const { person, seconds, errorBoundSeconds, spans } of persons) {
    const theirs = truths.filter((one) => one.person === person && one.participantClass === 'person');
    const truth = secondsOf(theirs.flatMap(({ connections }) => connections));
    within(`person ${person}`, seconds, truth, errorBoundSeconds);
    if (lengthOf(spanUnion(spans)) !== lengthOf(spans))
      wrong.push(`person ${person} is counted twice at once`);
    bounds.push(errorBoundSeconds);
  }

  const bills = billableConnections(intervals);
  const ofVendor = bills.filter(({ witness }) => witness === 'vendor').map(({ connection }) => connection);
  if (new Set(ofVendor).size !== ofVendor.length) wrong.push('a vendor connection is billed twice');
  const known = new Set(truths.flatMap(({ connections }) => connections.map(({ id }) => id)));
  for (const id of ofVendor) if (!known.has(id)) wrong.push(`${id} is billed and never was`);
  for (const group of groupBy(bills, (bill) => [bill.person, bill.provider, bill.participantClass])) {
    const [{ person, provider, participantClass }] = group;
    const theirs = truths.filter(
      (one) =>
        one.person === person && one.provider === provider && one.participantClass === participantClass,
    );
    const truth = sum(
      theirs.flatMap(({ connections }) => connections).map(({ start, end }) => (end - start) / 1000),
    );
    const bound = sum(group.map((one) => one.errorBoundSeconds));
    within(`bill of ${person} at ${provider}`, sum(group.map((one) => one.seconds)), truth, bound);
    bounds.push(bound);
  }
  return { wrong, bounds };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
const secondsOf = (spans: readonly TrueConnection[]): number => lengthOf(spanUnion(spans)) / 1000;
