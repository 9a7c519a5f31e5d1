import type { BillingRule, Sourced } from '@patchbay/contract';

/** A rule as it may be meant, where its vendor was not found to say. */
export interface Reading {
  /** What was taken of each assumed value, e.g. `rounding: minute-up`; empty for a rule that assumes nothing. */
  readonly taken: readonly string[];
  readonly rule: BillingRule;
}

/** What else a value may be when nobody was found to say. */
const others = {
  rounding: ['exact', 'minute-up'],
  minimumSeconds: [0],
  loneParticipant: ['billed', 'free'],
} as const;

type Open = keyof typeof others;

const isOpen = (rule: BillingRule, name: Open): boolean => rule[name].confidence === 'assumed';

/** Every way to read a rule whose assumed values are open; the rule as it stands comes first. */
export function readingsOf(rule: BillingRule): readonly Reading[] {
  let readings: readonly Reading[] = [{ taken: [], rule }];
  for (const name of Object.keys(others) as Open[]) {
    if (!isOpen(rule, name)) continue;
    const values = new Set<string | number>([rule[name].value, ...others[name]]);
    readings = readings.flatMap((reading) =>
      [...values].map((value) => ({
        taken: [...reading.taken, `${name}: ${value}`],
        rule: { ...reading.rule, [name]: { ...rule[name], value } as Sourced<never> },
      })),
    );
  }
  return readings;
}
