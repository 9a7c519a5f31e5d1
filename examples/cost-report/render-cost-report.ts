import { type BillingExplanation, formatUsd } from '@patchbay/cost';
import type { CostReport } from './cost-report.ts';

export function renderCostReport({ month, usage, bills, consult }: CostReport): string {
  const minutes = usage.participantMinutes.toFixed(1);
  const bound = (usage.errorBoundSeconds / 60).toFixed(1);
  const rows = bills.map(
    ({ provider, deployment, spend: { rateCard, total, billedMinutes, range, confidence } }) => [
      `${provider} ${deployment}`,
      rateCard,
      Number(billedMinutes).toFixed(1),
      formatUsd(total),
      range === undefined ? '' : `${formatUsd(range.least.total)} to ${formatUsd(range.most.total)}`,
      confidence,
    ],
  );
  return [
    `${month}: ${usage.consults} consults, ${usage.connections} connections, ${minutes} participant-minutes, within ${bound}.`,
    '',
    `The same month under ${bills.length} bills`,
    ...table([
      ['provider', 'rate card', 'billed minutes', 'spend', 'however the rule is read', 'confidence'],
      ...rows,
    ]),
    '',
    `One consult, billed in the cheapest and in the dearest way: ${consult.cheapest.observedMinutes} minutes were observed`,
    ...explain(consult.cheapest),
    ...explain(consult.dearest),
    `  ${difference(consult)}`,
  ].join('\n');
}

const explain = ({ rule, rounding, connections, billedMinutes }: BillingExplanation): readonly string[] => [
  `  ${rule} (${rounding}): ${billedMinutes} minutes are billed`,
  ...connections.map(
    (one) => `    ${one.connection}: ${one.observedMinutes} observed, ${one.billedMinutes} billed by itself`,
  ),
];

function difference({ cheapest, dearest }: CostReport['consult']): string {
  const more = (Number(dearest.billedMinutes) / Number(cheapest.billedMinutes) - 1) * 100;
  return `The difference is ${more.toFixed(1)} %: ${cheapest.connections.length} connections, each rounded by ${dearest.rounding} instead of ${cheapest.rounding}, and what each rule bills of time spent alone.`;
}

function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd(),
  );
}
