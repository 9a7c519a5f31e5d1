import type { BillingRule, RateCard, RateMeter, Sourced } from '@patchbay/contract';
import type { BilledUsage } from './measured-usage.ts';
import type { Spend, SpendLine, SpendRange } from './spend.ts';
import { decimalOf, type Exact, Exact as ExactNumber, exact, quantityOf, roundMoney, sum } from './exact.ts';
import { downstream720p, type DownstreamModel } from './downstream-model.ts';
import { billedMinutes, roundMonth } from './billed-minutes.ts';
import { cautionsAbout } from './spend-cautions.ts';
import { graduatedPrice } from './graduated-price.ts';
import { meteredUnits } from './metered-units.ts';
import { type ObservedFigures, observedFigures } from './observed-figures.ts';
import { readingsOf } from './readings-of.ts';
import { weakestConfidence } from './weakest-confidence.ts';

/**
 * What a month's usage costs on one plan: connections become billed minutes by the rule, these are spread over the included
 * units and the tiers, and the plan's fee comes on top. A month without usage costs the fee. `downstream` stands in where
 * gigabytes are billed and were not measured. Where the rule was not found, the range of all its readings comes along. Throws
 * `CostError` for a number that is none.
 */
export function spendOf(
  usage: BilledUsage,
  rateCard: RateCard,
  rule: BillingRule,
  downstream: DownstreamModel = downstream720p,
): Spend {
  const observed = observedFigures(usage);
  const gigabytes = gigabytesOf(observed, downstream);
  const { lines, total, billed } = read(usage, rateCard, rule, gigabytes);
  const usesModel =
    observed.unmeasuredSeconds.gt(0) && rateCard.meters.some(({ unit }) => unit === 'gigabyte-downstream');
  const range = rangeOf(usage, rateCard, rule, gigabytes);
  return {
    rateCard: rateCard.id,
    plan: rateCard.plan,
    lines,
    total: decimalOf(total),
    basis: 'observed',
    confidence: weakestConfidence([
      rateCard.monthlyFee.confidence,
      ...rateCard.meters.flatMap(({ included, tiers }) => [included.confidence, tiers.confidence]),
      ...sourcedValues(rule).map(({ confidence }) => confidence),
      ...(usesModel ? [downstream.confidence] : []),
    ]),
    cautions: cautionsAbout(usage, observed, rateCard, rule, usesModel ? downstream : undefined),
    billedMinutes: quantityOf(billed),
    ...(range && { range }),
  };
}

/** The bill under one reading of the rule. */
function read(usage: BilledUsage, rateCard: RateCard, rule: BillingRule, gigabytes: Exact) {
  const minutes = billedMinutes(usage, rule);
  const units = (meter: RateMeter): Exact =>
    meter.unit === 'participant-minute'
      ? roundMonth(meteredUnits(meter, rateCard, minutes), rule)
      : gigabytes;
  const lines = [
    ...feeLines(rateCard),
    ...rateCard.meters.flatMap((meter) => meterLines(meter, units(meter))),
  ];
  return {
    lines,
    total: sum(lines.map(({ amount }) => new ExactNumber(amount))),
    billed: sum([...minutes.values()].map((each) => roundMonth(each, rule))),
  };
}

function rangeOf(
  usage: BilledUsage,
  rateCard: RateCard,
  rule: BillingRule,
  gigabytes: Exact,
): SpendRange | undefined {
  const readings = readingsOf(rule);
  if (readings.length === 1) return undefined;
  const spends = readings
    .map(({ taken, rule }) => ({ taken, ...read(usage, rateCard, rule, gigabytes) }))
    .toSorted((a, b) => a.total.cmp(b.total) || a.billed.cmp(b.billed));
  const [least, most] = [spends[0], spends.at(-1)].map(
    (spend) =>
      spend && {
        total: decimalOf(spend.total),
        billedMinutes: quantityOf(spend.billed),
        taken: spend.taken,
      },
  );
  return least && most && { least, most };
}

const sourcedValues = (rule: BillingRule): readonly Sourced<unknown>[] =>
  [
    rule.rounding,
    rule.minimumSeconds,
    rule.startsAt,
    rule.loneParticipant,
    rule.roundingPer,
    rule.classifiedBy,
    rule.sipLegs,
    rule.machines,
  ].filter((value) => value !== undefined);

function feeLines({ monthlyFee }: RateCard): readonly SpendLine[] {
  const fee = exact(monthlyFee.value, 'monthlyFee');
  if (fee.eq(0)) return [];
  const { source, readOn, confidence } = monthlyFee;
  const amount = decimalOf(fee);
  return [
    { kind: 'monthly-fee', unit: 'month', quantity: '1', price: amount, amount, source, readOn, confidence },
  ];
}

function meterLines({ unit, included, tiers }: RateMeter, units: Exact): readonly SpendLine[] {
  const { source, readOn } = tiers;
  const confidence = weakestConfidence([included.confidence, tiers.confidence]);
  const prices = graduatedPrice({ included: included.value, tiers: tiers.value });
  return prices.spread(units).map(({ quantity, price }) => ({
    kind: 'usage',
    unit,
    quantity: quantityOf(quantity),
    price: decimalOf(price),
    amount: decimalOf(roundMoney(quantity.times(price))),
    source,
    readOn,
    confidence,
  }));
}

function gigabytesOf(
  { downstreamGigabytes, unmeasuredSeconds }: ObservedFigures,
  downstream: DownstreamModel,
): Exact {
  const modelled = unmeasuredSeconds.times(exact(downstream.value, 'downstream')).div(60);
  return downstreamGigabytes.plus(modelled);
}
