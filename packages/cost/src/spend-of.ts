import type { BillingRule, RateCard, RateMeter } from '@patchbay/contract';
import type { MeasuredUsage } from './measured-usage.ts';
import type { Spend, SpendLine } from './spend.ts';
import {
  decimalOf,
  type Exact,
  Exact as ExactNumber,
  exact,
  measured,
  quantityOf,
  roundMoney,
  sum,
  zero,
} from './exact.ts';
import { downstream720p, type DownstreamModel } from './downstream-model.ts';
import { billedSeconds } from './billed-seconds.ts';
import { cautionsAbout } from './spend-cautions.ts';
import { graduatedPrice } from './graduated-price.ts';
import { weakestConfidence } from './weakest-confidence.ts';

/**
 * What a month's usage costs on one plan: connections become billed minutes by the rule, these are spread over the included
 * units and the tiers, and the plan's fee comes on top. A month without usage costs the fee. `downstream` stands in where
 * gigabytes are billed and were not measured. Throws `CostError` for a number that is none.
 */
export function spendOf(
  usage: MeasuredUsage,
  rateCard: RateCard,
  rule: BillingRule,
  downstream: DownstreamModel = downstream720p,
): Spend {
  const minutes = billedSeconds(usage, rule).div(60);
  const units = (meter: RateMeter): Exact =>
    meter.unit === 'participant-minute' ? minutes : gigabytesOf(usage, downstream);
  const modelled = usage.connections.some(({ downstreamGigabytes }) => downstreamGigabytes === undefined);
  const lines = [
    ...feeLines(rateCard),
    ...rateCard.meters.flatMap((meter) => meterLines(meter, units(meter))),
  ];
  const usesModel = modelled && rateCard.meters.some(({ unit }) => unit === 'gigabyte-downstream');
  return {
    rateCard: rateCard.id,
    plan: rateCard.plan,
    lines,
    total: decimalOf(sum(lines.map(({ amount }) => new ExactNumber(amount)))),
    basis: 'observed',
    confidence: weakestConfidence([
      rateCard.monthlyFee.confidence,
      ...rateCard.meters.flatMap(({ included, tiers }) => [included.confidence, tiers.confidence]),
      ...[rule.rounding, rule.minimumSeconds, rule.startsAt, rule.loneParticipant].map(
        ({ confidence }) => confidence,
      ),
      ...(usesModel ? [downstream.confidence] : []),
    ]),
    cautions: cautionsAbout(usage, rateCard, rule, usesModel ? downstream : undefined),
    billedMinutes: quantityOf(minutes),
  };
}

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

function gigabytesOf({ connections }: MeasuredUsage, downstream: DownstreamModel): Exact {
  let [gigabytes, modelledSeconds] = [zero, zero];
  for (const { seconds, downstreamGigabytes } of connections) {
    if (downstreamGigabytes === undefined)
      modelledSeconds = modelledSeconds.plus(measured(seconds, 'seconds'));
    else gigabytes = gigabytes.plus(measured(downstreamGigabytes, 'downstreamGigabytes'));
  }
  return gigabytes.plus(modelledSeconds.times(exact(downstream.value, 'downstream')).div(60));
}
