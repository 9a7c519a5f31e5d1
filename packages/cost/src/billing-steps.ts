import type { BillingRule, Decimal, ProviderId } from '@patchbay/contract';
import { aloneOf, type BilledGroup, billedGroups, observedParts, roundParts } from './billed-minutes.ts';
import { type BilledClass, type BilledParts, timesBilled } from './billed-parts.ts';
import type { CataloguedRate } from './compare-bills.ts';
import { decimalOf, type Exact, measured, quantityOf, sum } from './exact.ts';
import type { MeasuredConnection } from './measured-usage.ts';
import { readingsOf } from './readings-of.ts';

/** One change on the way from observed to billed seconds; `seconds` is what is left after it. */
export interface BillingStep {
  readonly step: 'observed' | 'alone' | 'minimum' | 'rounded' | 'counted';
  readonly seconds: Decimal;
  /** In words, with the rule's own value. */
  readonly because: string;
}

/** What is rounded together: one connection, or one person's of a consult. */
export interface BilledItem {
  readonly connections: readonly string[];
  /** The version of the rule that was in force. */
  readonly rule: string;
  /** The first is what was observed; after it only what changed something. */
  readonly steps: readonly BillingStep[];
  readonly billedSeconds: Decimal;
  readonly byClass: readonly { readonly mediaClass: BilledClass; readonly seconds: Decimal }[];
}

/** How some connections, such as those of one consult, become billed minutes. */
export interface BillingSteps {
  readonly items: readonly BilledItem[];
  /** The sum of the items, before what is rounded once a month is. */
  readonly billedMinutes: Decimal;
  /** Whether the vendor rounds the month's sum up, and only that. */
  readonly roundedOnceAMonth: boolean;
  /** Where the rule was not found: the least and the most, however it is read. */
  readonly readings: { readonly least: Decimal; readonly most: Decimal } | undefined;
}

/** The same connections under one rate card. */
export interface CataloguedSteps extends BillingSteps {
  readonly provider: ProviderId;
  readonly deployment: string;
  readonly rateCard: string;
}

/** The steps under every rate card of a catalogue. Throws `CostError`. */
export const stepsUnderAll = (
  connections: readonly MeasuredConnection[],
  catalogue: readonly CataloguedRate[],
): readonly CataloguedSteps[] =>
  catalogue.map(({ provider, deployment, rateCard, rule }) => ({
    provider,
    deployment,
    rateCard: rateCard.id,
    ...billingSteps(connections, rule),
  }));

/** Throws `CostError` for a number that is none. */
export function billingSteps(connections: readonly MeasuredConnection[], rule: BillingRule): BillingSteps {
  const items = itemsOf(connections, rule);
  const readings = readingsOf(rule)
    .map((reading) => secondsOf(itemsOf(connections, reading.rule)))
    .toSorted((a, b) => a.cmp(b));
  const [least, most] = [readings[0], readings.at(-1)];
  return {
    items: items.map(({ item }) => item),
    billedMinutes: minutesOf(secondsOf(items)),
    roundedOnceAMonth: rule.rounding.value === 'month-up',
    readings:
      readings.length > 1 && least && most ? { least: minutesOf(least), most: minutesOf(most) } : undefined,
  };
}

const minutesOf = (seconds: Exact): Decimal => quantityOf(seconds.div(60));

interface Counted {
  readonly item: BilledItem;
  readonly seconds: Exact;
}

const secondsOf = (items: readonly Counted[]): Exact => sum(items.map(({ seconds }) => seconds));
const total = (parts: BilledParts): Exact => sum([...parts.values()]);

const itemsOf = (connections: readonly MeasuredConnection[], newest: BillingRule): readonly Counted[] =>
  billedGroups(connections, newest).map(itemOf);

function itemOf(billed: BilledGroup): Counted {
  const { group, rule } = billed;
  const times = timesBilled(group[0].participantClass, rule);
  const observed = sum(group.map(({ seconds }) => measured(seconds, 'seconds')));
  const parts = observedParts(billed);
  const filled = total(roundParts(parts, { ...rule, rounding: { ...rule.rounding, value: 'exact' } }));
  const once = roundParts(parts, rule);
  const rounded = new Map([...once].map(([each, seconds]) => [each, seconds.times(times)]));
  const seconds = total(rounded);
  const steps: readonly (readonly [BillingStep['step'], Exact, string])[] = [
    ['alone', sum(group.map((one) => inCompany(one, rule))), 'time alone in the room is not billed'],
    ['minimum', filled, `at least ${rule.minimumSeconds.value} s`],
    ['rounded', total(once), `${rule.rounding.value} per ${rule.roundingPer?.value ?? 'connection'}`],
    [
      'counted',
      seconds,
      `${group[0].participantClass} connections are ${times === 0 ? 'free' : 'billed twice'}`,
    ],
  ];
  let before = observed;
  const changes = steps.flatMap(([step, after, because]) => {
    const changed = !after.eq(before);
    before = after;
    return changed ? [{ step, seconds: decimalOf(after), because }] : [];
  });
  const item: BilledItem = {
    connections: group.map(({ connection }) => connection),
    rule: rule.id,
    steps: [
      { step: 'observed', seconds: decimalOf(observed), because: 'what the evidence proves' },
      ...changes,
    ],
    billedSeconds: decimalOf(seconds),
    byClass: [...rounded].map(([mediaClass, each]) => ({ mediaClass, seconds: decimalOf(each) })),
  };
  return { item, seconds };
}

function inCompany(connection: MeasuredConnection, { loneParticipant }: BillingRule): Exact {
  const seconds = measured(connection.seconds, 'seconds');
  return loneParticipant.value === 'free' ? seconds.minus(aloneOf(connection, seconds)) : seconds;
}
