import type { BillingRule } from '@patchbay/contract';
import type { MeasuredConnection, MeasuredUsage } from './measured-usage.ts';
import { ceiling, Exact, measured, sum, zero } from './exact.ts';

const minute = new Exact(60);

/** The seconds that a vendor bills for a month of connections under its rule. */
export function billedSeconds({ connections }: Pick<MeasuredUsage, 'connections'>, rule: BillingRule): Exact {
  const seconds = sum(connections.map((connection) => billedFor(connection, rule)));
  return rule.rounding.value === 'month-up' ? roundUp(seconds, minute) : seconds;
}

function billedFor({ seconds, aloneSeconds = 0 }: MeasuredConnection, rule: BillingRule): Exact {
  const observed = measured(seconds, 'seconds');
  const free = rule.loneParticipant.value === 'free' ? measured(aloneSeconds, 'aloneSeconds') : zero;
  // Somebody who was alone all the time is not billed, not even the minimum.
  if (free.gt(0) && free.gte(observed)) return zero;
  const billable = observed.minus(free);
  const minimum = measured(rule.minimumSeconds.value, 'minimumSeconds');
  const atLeast = billable.gt(minimum) ? billable : minimum;
  switch (rule.rounding.value) {
    case 'minute-up':
      return roundUp(atLeast, minute);
    case 'second-up':
      return ceiling(atLeast);
    case 'exact':
    case 'month-up':
      return atLeast;
  }
}

const roundUp = (seconds: Exact, unit: Exact): Exact => ceiling(seconds.div(unit)).times(unit);
