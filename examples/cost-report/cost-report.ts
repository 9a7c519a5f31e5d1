import { parseArgs } from 'node:util';
import type { BillingRule } from '@patchbay/contract';
import {
  type BillingExplanation,
  catalogueOf,
  type ComparedBill,
  compareBills,
  explainBilling,
  type MeasuredConnection,
} from '@patchbay/cost';
import {
  billableConnections,
  createMemoryLedger,
  presenceBetween,
  type Usage,
  usageOf,
  usageSummaries,
} from '@patchbay/metering';
import { defaultProviders } from '@patchbay/server';
import { generateMonth } from './generate-month.ts';
import { renderCostReport } from './render-cost-report.ts';

export interface CostReport {
  readonly month: string;
  readonly usage: Usage;
  /** Under every rate card in the catalogue, cheapest first. */
  readonly bills: readonly ComparedBill[];
  /** One consult under the rule that bills fewest of its minutes, and the one that bills most. */
  readonly consult: { readonly cheapest: BillingExplanation; readonly dearest: BillingExplanation };
}

export interface CostReportOptions {
  readonly month: string;
  readonly consults: number;
  readonly random: () => number;
}

/** Meters a generated month from its evidence, as a server would, and prices it under every bill there is. */
export async function costReport({ month, consults, random }: CostReportOptions): Promise<CostReport> {
  const ledger = createMemoryLedger();
  for (const evidence of generateMonth({ month, consults, random })) await ledger.append(evidence);
  const period = {
    from: Date.parse(`${month}-01T00:00:00Z`),
    to: Date.parse(`${month}-28T23:59:59Z`) + 86_400_000,
  };
  const fold = { leaseSeconds: 30, heartbeatSeconds: 10, now: period.to + 86_400_000 };
  const connections = billableConnections(await presenceBetween(ledger, period, fold));
  const [summary] = usageSummaries(connections, { period });
  if (summary === undefined) throw new Error('A month without a consult has nothing to compare.');
  const catalogue = catalogueOf(
    defaultProviders.map(({ manifest }) => manifest),
    `${month}-28`,
  );
  const rules = catalogue.map(({ rule }) => rule);
  return {
    month,
    usage: usageOf(connections, period).total,
    bills: compareBills(summary, catalogue),
    consult: widestConsult(summary.connections, rules),
  };
}

/** The consult for which it matters most which rule is applied. */
function widestConsult(
  connections: readonly MeasuredConnection[],
  rules: readonly BillingRule[],
): CostReport['consult'] {
  const consults = [...Map.groupBy(connections, ({ consultId }) => consultId).values()];
  const explained = consults.flatMap((consult) => {
    const sorted = rules
      .map((rule) => explainBilling(consult, rule))
      .toSorted((a, b) => Number(a.billedMinutes) - Number(b.billedMinutes));
    const [cheapest, dearest] = [sorted[0], sorted.at(-1)];
    return cheapest && dearest ? [{ cheapest, dearest }] : [];
  });
  const gap = ({ cheapest, dearest }: CostReport['consult']): number =>
    Number(dearest.billedMinutes) / Number(cheapest.billedMinutes);
  const [widest] = explained
    .filter(({ cheapest }) => Number(cheapest.billedMinutes) > 0)
    .toSorted((a, b) => gap(b) - gap(a));
  if (widest === undefined) throw new Error('No consult is billed under any rule.');
  return widest;
}

/** Small and fast, and the same numbers for the same seed. */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_00_00_00_00;
  };
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      consults: { type: 'string', default: '2000' },
      month: { type: 'string', default: '2026-10' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
    },
  });
  const options = {
    month: values.month,
    consults: Number(values.consults),
    random: seededRandom(Number(values.seed)),
  };
  const report = await costReport(options);
  console.log(values.json ? JSON.stringify(report, undefined, 2) : renderCostReport(report));
}
