import type { ProviderManifest } from '@patchbay/contract';
import { type ComparedBill, formatUsd, type Spend } from '@patchbay/cost';
import type {
  MonthClosing,
  MonthCorrection,
  MonthReport,
  ProviderUsage,
  SelfHosting,
} from '@patchbay/server';
import type { Io } from '../io.ts';
import { billText, formatCount, formatMinutes, usdRange } from './amounts.ts';
import { carriedUsageCells, carriedUsageColumns } from './carried-usage.ts';
import { amberLegend, confidenceCell } from './confidence-cell.ts';
import { crossoverCells, crossoverColumns } from './crossover-cells.ts';
import { forecastText } from './forecast-text.ts';
import { formatDay, formatSeconds } from './instants.ts';
import { type Paint, paintOf } from './paint.ts';
import { rangeColumns } from './render-estimate.ts';
import { type Cell, type Column, textTable } from './text-table.ts';
import { usageCells, usageColumns } from './usage-cells.ts';
import { variancePercentText } from './variance-percent-text.ts';

/** One month's report for people. */
export function renderReport(
  report: MonthReport,
  manifests: readonly ProviderManifest[],
  io: Pick<Io, 'colour'>,
): string {
  const paint = paintOf(io);
  const { month, complete, comparedWith } = report;
  const presets = [report.selfHosting, ...report.otherPresets];
  const against =
    comparedWith === undefined ? '' : ` against ${comparedWith.provider}, ${comparedWith.rateCard}`;
  return [
    `${paint('strong', `Usage and spend of ${month}`)} (UTC${complete ? '' : '; the month is not over'})\n\n`,
    renderUsage(report, paint),
    `\n${paint('strong', 'What was carried, and for how much of the time it is known')}\n`,
    textTable(
      [{ heading: 'provider' }, ...carriedUsageColumns],
      [
        ...report.providers.map(({ provider, usage }) => [provider, ...carriedUsageCells(usage.carried)]),
        ['together', ...carriedUsageCells(report.usage.carried)],
      ],
      paint,
    ),
    renderClosing(report, paint),
    `\n${paint('strong', 'The same month under every rate card')}\n`,
    renderBills(report.bills, manifests, paint),
    `\n${paint('strong', 'Hosting it all oneself, a month')}\n`,
    textTable(
      [{ heading: 'preset' }, ...rangeColumns],
      presets.map(({ preset, estimate }) => [
        preset,
        ...usdRange(estimate.total),
        confidenceCell(estimate.confidence),
      ]),
      paint,
    ),
    egressLine(report.selfHosting),
    `\n${paint('strong', `Crossover${against}, in participant-minutes a month`)}\n`,
    textTable(
      [{ heading: 'preset' }, { heading: 'cheaper now' }, { heading: 'reached' }, ...crossoverColumns],
      presets.map(standingCells),
      paint,
    ),
    `\n${amberLegend}\n`,
  ].join('');
}

/** What was counted of the traffic; nothing while all of it is assumed. */
function egressLine({ estimate: { egressBasis, lines } }: SelfHosting): string {
  const line = lines.find(({ kind }) => kind === 'egress');
  return egressBasis === 'assumed' || line === undefined ? '' : `  Egress: ${line.explanation}.\n`;
}

/** Nothing while the month is open and accounts for nothing of earlier ones. */
function renderClosing({ closing, corrections }: MonthReport, paint: Paint): string {
  const shown = closing === undefined ? '' : renderClosed(closing, paint);
  return [
    shown,
    renderCorrections('Corrected after it was closed', closing?.correctedLater ?? [], paint),
    renderCorrections('Corrections of earlier months, accounted for in this one', corrections, paint),
  ].join('');
}

const renderClosed = ({ closedAt, providers }: MonthClosing, paint: Paint): string =>
  [
    `\n${paint('strong', `When it was closed, on ${formatDay(closedAt)}`)}\n`,
    textTable(
      [
        { heading: 'provider' },
        { heading: 'participant-minutes', align: 'right' },
        { heading: 'connections', align: 'right' },
        { heading: 'spend', align: 'right' },
      ],
      providers.map(({ provider, participantSeconds, connections, total }) => [
        provider,
        formatMinutes(participantSeconds),
        formatCount(connections),
        billText(total),
      ]),
      paint,
    ),
  ].join('');

function renderCorrections(heading: string, corrections: readonly MonthCorrection[], paint: Paint): string {
  if (corrections.length === 0) return '';
  return [
    `\n${paint('strong', heading)}\n`,
    textTable(
      [
        { heading: 'month' },
        { heading: 'on' },
        { heading: 'provider' },
        { heading: 'consults', align: 'right' },
        { heading: 'participant-minutes', align: 'right' },
        { heading: 'spend', align: 'right' },
      ],
      corrections.map(({ of, on, provider, consults, participantSeconds, amount }) => [
        of,
        on,
        provider,
        formatCount(consults),
        formatMinutes(participantSeconds),
        billText(amount),
      ]),
      paint,
    ),
  ].join('');
}

const providerColumns: readonly Column[] = [
  { heading: 'provider' },
  { heading: 'deployment' },
  ...usageColumns,
  { heading: 'spend', align: 'right' },
  { heading: 'however the rule is read', align: 'right' },
  { heading: 'confidence' },
];

function renderUsage({ providers, usage }: MonthReport, paint: Paint): string {
  const rows = providers.map((each) => [
    each.provider,
    each.deployment,
    ...usageCells(each.usage),
    ...spendCells(each),
  ]);
  const cautions = new Set(providers.flatMap(({ spend }) => spend?.cautions ?? []));
  return [
    textTable(providerColumns, [...rows, ['together', '', ...usageCells(usage)]], paint),
    ...[...cautions].map((caution) => `  ${caution}\n`),
    ...providers.filter(({ kind }) => kind === 'managed').map(reconciledLine),
  ].join('');
}

function reconciledLine({ provider, reconciled }: ProviderUsage): string {
  if (reconciled === undefined) return `  ${provider}: not reconciled with the vendor’s own count.\n`;
  const { madeAt, whole, varianceSeconds, variancePercent } = reconciled;
  const on = `${formatDay(madeAt)}${whole ? '' : ', not all days'}`;
  return `  ${provider}: reconciled on ${on}, variance ${formatSeconds(varianceSeconds)} (${variancePercentText(variancePercent)}).\n`;
}

function spendCells({ spend, kind }: ProviderUsage): readonly Cell[] {
  if (spend !== undefined) return amountCells(spend);
  return kind === 'self-hosted' ? [billText(undefined)] : [{ text: 'no price known', tone: 'amber' }];
}

const amountCells = ({ total, confidence, range }: Spend): readonly Cell[] => [
  formatUsd(total),
  range === undefined ? '' : `${formatUsd(range.least.total)} to ${formatUsd(range.most.total)}`,
  confidenceCell(confidence),
];

function renderBills(
  bills: readonly ComparedBill[],
  manifests: readonly ProviderManifest[],
  paint: Paint,
): string {
  if (bills.length === 0) return '  No installed provider has a price.\n';
  const cautions = new Set(bills.flatMap(({ spend }) => spend.cautions));
  return [
    textTable(
      [
        { heading: 'provider' },
        { heading: 'deployment' },
        { heading: 'rate card' },
        { heading: 'spend', align: 'right' },
        { heading: 'however the rule is read', align: 'right' },
        { heading: 'confidence' },
        { heading: 'BAA' },
      ],
      bills.map(({ provider, deployment, spend }) => [
        provider,
        deployment,
        spend.rateCard,
        ...amountCells(spend),
        baaCell(manifests, provider, deployment),
      ]),
      paint,
    ),
    ...[...cautions].map((caution) => `  ${caution}\n`),
  ].join('');
}

/** A price without a BAA is none for a patient's consult. */
function baaCell(manifests: readonly ProviderManifest[], provider: string, deployment: string): Cell {
  const manifest = manifests.find(({ id }) => id === provider);
  const offered = manifest?.deployments.find(({ id }) => id === deployment)?.baa.offered;
  if (offered === undefined) return '';
  const text =
    offered.confidence === 'vendor' ? offered.value : `${offered.value} (amber: ${offered.confidence})`;
  const tone = offered.confidence === 'vendor' ? 'plain' : 'amber';
  return { text, tone: offered.value === 'no' ? 'failed' : tone };
}

const standingCells = ({ preset, standing }: SelfHosting): readonly Cell[] =>
  standing === undefined
    ? [preset, 'no price to compare with']
    : [
        preset,
        standing.current.cheaper,
        forecastText(standing.forecast),
        ...crossoverCells(standing.crossover),
      ];
