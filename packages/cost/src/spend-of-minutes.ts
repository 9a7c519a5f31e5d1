import type { Decimal, Sourced } from '@patchbay/contract';
import { decimalOf, exact, quantityOf } from './exact.ts';
import type { Spend } from './spend.ts';

/** The price that the comparison sheet starts from: USD per participant-minute of video. */
export const sheetReferenceRate: Sourced<Decimal> = {
  value: '0.004',
  source: 'Entry list price of Twilio Video, by third-party notes of 2026-09-16 and 2026-09-23',
  readOn: '2026-11-23',
  confidence: 'third-party',
  note: 'Other vendors start near it; several have bands or packages below.',
};

/** A plain number of participant-minutes at one rate, for an estimate without usage. Throws `CostError`. */
export function spendOfMinutes(participantMinutes: Decimal, rate: Sourced<Decimal>): Spend {
  const minutes = exact(participantMinutes, 'participantMinutes');
  const price = exact(rate.value, 'rate');
  const total = decimalOf(minutes.times(price));
  const { source, readOn, confidence } = rate;
  return {
    rateCard: 'flat-rate',
    plan: `${decimalOf(price)} USD per participant-minute`,
    lines: [
      {
        kind: 'flat-rate',
        unit: 'participant-minute',
        quantity: quantityOf(minutes),
        price: decimalOf(price),
        amount: total,
        source,
        readOn,
        confidence,
      },
    ],
    total,
    basis: 'estimated',
    confidence,
    cautions: [],
    billedMinutes: quantityOf(minutes),
  };
}
