import { lengthOf, spanUnion, type Span } from '../src/span-union.ts';
import type { TrueConsult } from './random-truth.ts';
import { roundedEach, roundedUp, secondsIn, type TrueBill, trueBills } from './true-bills.ts';

/** What one provider bills in one month, under each way to round. In seconds. */
export interface TrueReadings {
  readonly second_up: number;
  readonly minute_up: number;
  readonly company_second_up: number;
  readonly company_minute_up: number;
  readonly person_second_up: number;
  readonly person_minute_up: number;
  readonly person_company_second_up: number;
  readonly person_company_minute_up: number;
}

/** From the truth alone, as a vendor counts that knows when people leave to the second; people only. */
export function trueReadings(consult: TrueConsult, provider: string, month: Span): TrueReadings {
  const parties = trueBills(consult)
    .filter((bill) => bill.provider === provider && bill.participantClass === 'person')
    .map((bill) => ({ ...bill, connections: withinMonth(bill, month) }));
  const all = parties.flatMap(({ connections }) => connections);
  const each = parties.map(({ connections }) => connections.map((one) => secondsIn([one])));
  const company = parties.map(({ connections }) =>
    connections.map((one) => secondsIn([one]) - aloneIn(one, all)),
  );
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
  const perParty = (seconds: readonly (readonly number[])[], unit: number): number =>
    sum(seconds.map((of) => roundedUp(sum(of), unit)));
  return {
    second_up: roundedEach(each.flat(), 1),
    minute_up: roundedEach(each.flat(), 60),
    company_second_up: roundedEach(company.flat(), 1),
    company_minute_up: roundedEach(company.flat(), 60),
    person_second_up: perParty(each, 1),
    person_minute_up: perParty(each, 60),
    person_company_second_up: perParty(company, 1),
    person_company_minute_up: perParty(company, 60),
  };
}

const withinMonth = ({ connections }: TrueBill, month: Span): TrueBill['connections'] =>
  connections
    .map((one) => ({
      ...one,
      start: Math.max(one.start, month.start),
      end: Math.min(Math.floor(one.end / 1000) * 1000, month.end),
    }))
    .filter(({ start, end }) => start < end);

/** How long nobody else was there, in seconds. */
function aloneIn(one: Span, all: readonly Span[]): number {
  const others = all.filter((other) => other !== one);
  const beside = others.map(({ start, end }) => ({
    start: Math.max(start, one.start),
    end: Math.min(end, one.end),
  }));
  return (one.end - one.start - lengthOf(spanUnion(beside))) / 1000;
}
