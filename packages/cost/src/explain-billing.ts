import type { BillingRule, Decimal } from '@patchbay/contract';
import { allBilledMinutes } from './billed-minutes.ts';
import { measured, quantityOf } from './exact.ts';
import type { MeasuredConnection } from './measured-usage.ts';

export interface BilledConnection {
  readonly connection: string;
  readonly observedMinutes: Decimal;
  readonly billedMinutes: Decimal;
}

export interface BillingExplanation {
  readonly rule: string;
  readonly rounding: BillingRule['rounding']['value'];
  /** Each as if it were the only one of the month. */
  readonly connections: readonly BilledConnection[];
  readonly observedMinutes: Decimal;
  readonly billedMinutes: Decimal;
}

/** What a rule makes of some connections, such as those of one consult. Throws `CostError`. */
export function explainBilling(
  connections: readonly MeasuredConnection[],
  rule: BillingRule,
): BillingExplanation {
  const seconds = connections.reduce((sum, one) => sum + one.seconds, 0);
  return {
    rule: rule.id,
    rounding: rule.rounding.value,
    connections: connections.map((one) => ({
      connection: one.connection,
      observedMinutes: quantityOf(measured(one.seconds, 'seconds').div(60)),
      billedMinutes: quantityOf(allBilledMinutes({ connections: [one] }, rule)),
    })),
    observedMinutes: quantityOf(measured(seconds, 'seconds').div(60)),
    billedMinutes: quantityOf(allBilledMinutes({ connections }, rule)),
  };
}
