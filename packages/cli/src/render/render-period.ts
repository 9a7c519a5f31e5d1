import { formatUsd } from '@patchbay/cost';
import type { PeriodReconciliation, PeriodReport } from '@patchbay/server';
import type { Io } from '../io.ts';
import { billText } from './amounts.ts';
import { carriedUsageCells, carriedUsageColumns } from './carried-usage.ts';
import { amberLegend } from './confidence-cell.ts';
import { formatSeconds } from './instants.ts';
import { type Paint, paintOf } from './paint.ts';
import { type Cell, textTable } from './text-table.ts';
import { usageCells, usageColumns } from './usage-cells.ts';
import { variancePercentText } from './variance-percent-text.ts';

/** Several months' report for people. */
export function renderPeriod(report: PeriodReport, io: Pick<Io, 'colour'>): string {
  const paint = paintOf(io);
  const { from, to, months, tenants } = report;
  const unfinished = months.some(({ complete }) => !complete) ? '; not all of it is over' : '';
  return [
    `${paint('strong', `Usage and spend from ${from} to ${to}`)} (UTC${unfinished})\n\n`,
    renderMonths(report, paint),
    `\n${paint('strong', 'By provider')}\n`,
    textTable(
      [{ heading: 'provider' }, ...usageColumns, { heading: 'spend', align: 'right' }],
      report.providers.map(({ provider, usage, total }) => [provider, ...usageCells(usage), billText(total)]),
      paint,
    ),
    ...report.providers.map(({ provider, reconciliation }) => reconciledLine(provider, reconciliation)),
    `\n${paint('strong', 'What was carried, and for how much of the time it is known')}\n`,
    textTable(
      [{ heading: 'month' }, ...carriedUsageColumns],
      [...months, { month: 'together', usage: report.usage }].map(({ month, usage }) => [
        month,
        ...carriedUsageCells(usage.carried),
      ]),
      paint,
    ),
    tenants.length === 0 ? '' : renderTenants(report, paint),
    `\n${paint('strong', 'The same months under every rate card, added up')}\n`,
    textTable(
      [
        { heading: 'provider' },
        { heading: 'deployment' },
        { heading: 'rate card' },
        { heading: 'spend', align: 'right' },
      ],
      report.bills.map((bill) => [bill.provider, bill.deployment, bill.rateCard, formatUsd(bill.total)]),
      paint,
    ),
    `\n${amberLegend}\n`,
  ].join('');
}

/** Nothing where there is no other count. */
function reconciledLine(provider: string, reconciliation: PeriodReconciliation): string {
  const { state, wholeMonths, partialMonths, otherMonths } = reconciliation;
  if (state === 'self-hosted') return '';
  const { varianceSeconds, variancePercent } = reconciliation;
  const parts = [
    ['reconciled in', wholeMonths],
    ['not all days in', partialMonths],
    ['not reconciled with the vendor’s own count in', otherMonths],
  ] as const;
  const told = parts
    .filter(([, months]) => months.length > 0)
    .map(([what, months]) => `${what} ${months.join(', ')}`);
  const variance =
    varianceSeconds === undefined
      ? ''
      : `; variance of what was compared ${formatSeconds(varianceSeconds)} (${variancePercentText(variancePercent)})`;
  return `  ${provider}: ${told.join('; ')}${variance}.\n`;
}

function renderMonths({ months, usage }: PeriodReport, paint: Paint): string {
  const spendOf = ({ providers }: PeriodReport['months'][number]): Cell => {
    const bills = providers.flatMap(({ provider, spend }) =>
      spend === undefined ? [] : [`${provider} ${formatUsd(spend.total)}`],
    );
    return bills.length === 0 ? '' : bills.join(', ');
  };
  return textTable(
    [{ heading: 'month' }, ...usageColumns, { heading: 'spend' }],
    [
      ...months.map((month) => [month.month, ...usageCells(month.usage), spendOf(month)]),
      ['together', ...usageCells(usage), ''],
    ],
    paint,
  );
}

const renderTenants = ({ tenants }: PeriodReport, paint: Paint): string =>
  [
    `\n${paint('strong', 'By tenant')}\n`,
    textTable(
      [{ heading: 'tenant' }, ...usageColumns],
      tenants.map(({ tenant, usage }) => [tenant, ...usageCells(usage)]),
      paint,
    ),
  ].join('');
