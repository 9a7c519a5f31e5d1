import type { MonthReconciliation, ProviderReconciliation, PulledDay } from '@patchbay/server';
import type { Io } from '../io.ts';
import { formatCount, formatMinutes } from './amounts.ts';
import { formatDay, formatSeconds } from './instants.ts';
import { type Paint, paintOf } from './paint.ts';
import { type Cell, textTable } from './text-table.ts';
import { variancePercentText } from './variance-percent-text.ts';

/** What was asked, and what came of it. */
export interface Asked {
  readonly provider: string;
  /** Undefined where the vendor has no usage API. */
  readonly days: readonly PulledDay[] | undefined;
  /** Why it could not be asked at all. */
  readonly failure?: string;
}

export interface ReconcileAnswer extends MonthReconciliation {
  readonly asked: readonly Asked[];
}

/** How many differences are shown of each provider; all are in the JSON. */
const shown = 10;

const signed = (seconds: number): string => `${seconds > 0 ? '+' : ''}${formatSeconds(seconds)}`;

const meanings = {
  rounding: 'within what the vendor’s count and our clocks are coarse by',
  'missing-leave': 'nobody told us of the leave',
  'missing-join': 'nobody told us of the join',
  'webhooks-lost': 'no webhook of the connection came; ours is what the page’s heartbeats prove',
  length: 'both were told of join and leave, and count different lengths',
  ghost: 'we know of a join and of nothing else, and the vendor knows of nobody',
  'missing-there': 'the vendor does not have what we saw',
  'missing-here': 'we do not have what the vendor counts, in a room of a consult',
  'unknown-room': 'the vendor counts a room that is no consult’s',
  'not-told-apart': 'the vendor tells no rooms apart, so that no cause can be told',
} as const;

/** A month held against the vendors' own counts, for people. */
export function renderReconciliation(answer: ReconcileAnswer, io: Pick<Io, 'colour'>): string {
  const paint = paintOf(io);
  const { month, providers, asked } = answer;
  return [
    `${paint('strong', `Reconciliation of ${month}`)} (UTC)\n`,
    ...asked.map((one) => `  ${one.provider}: ${askedText(one)}\n`),
    providers.length === 0 ? '\nNo provider carried anything in this month.\n' : '',
    ...providers.map((one) => renderProvider(one, paint)),
  ].join('');
}

function askedText({ days, failure }: Asked): string {
  if (failure !== undefined) return `could not be asked. ${failure}`;
  if (days === undefined) return 'has no usage API that Patchbay can ask, or a setting for it is missing.';
  const count = (wanted: string): number => days.filter(({ outcome }) => outcome === wanted).length;
  const parts = ['new', 'changed', 'same', 'too-late', 'failed', 'not-asked']
    .filter((outcome) => count(outcome) > 0)
    .map((outcome) => `${count(outcome)} ${outcome}`);
  return parts.length === 0 ? 'no day of the month is over.' : `answers by day: ${parts.join(', ')}.`;
}

function renderProvider(one: ProviderReconciliation, paint: Paint): string {
  const { provider, deployment, emulated, state, statement, pulledAt, missingDays, reconciliation } = one;
  const of = `${provider}, ${deployment}${emulated ? ', emulated' : ''}`;
  const heading = `\n${paint('strong', of)}: ${paint(state === 'reconciled' ? 'ok' : 'amber', state)}`;
  const on = pulledAt === undefined ? '' : ` on ${formatDay(pulledAt)}`;
  const lines = [`${heading}${on}\n`, `  ${statement}\n`];
  if (reconciliation === undefined) return lines.join('');
  const { oursSeconds, oursErrorBoundSeconds, theirsSeconds, varianceSeconds, variancePercent } =
    reconciliation;
  lines.push(
    `  ours ${formatMinutes(oursSeconds, oursErrorBoundSeconds)} min, theirs ${formatMinutes(theirsSeconds)} min, variance ${signed(varianceSeconds)} (${variancePercentText(variancePercent)})\n`,
    textTable(
      [
        { heading: 'cause' },
        { heading: 'items', align: 'right' },
        { heading: 'variance', align: 'right' },
        { heading: '' },
      ],
      reconciliation.causes.map(({ cause, items, varianceSeconds: variance }) => [
        cause,
        formatCount(items),
        signed(variance),
        meanings[cause],
      ]),
      paint,
    ),
  );
  const { items, notCompared } = reconciliation;
  if (items.length > 0) {
    const cell = (seconds: number | undefined): Cell =>
      seconds === undefined ? 'nothing' : formatSeconds(seconds);
    lines.push(
      `  The ${items.length > shown ? `${shown} largest of ${formatCount(items.length)} differences` : 'differences'}:\n`,
      textTable(
        [
          { heading: 'consult' },
          { heading: 'connection' },
          { heading: 'ours', align: 'right' },
          { heading: 'theirs', align: 'right' },
          { heading: 'variance', align: 'right' },
          { heading: 'cause' },
        ],
        items
          .slice(0, shown)
          .map((item) => [
            item.consultId ?? 'unknown',
            item.connection ?? 'the room',
            cell(item.oursSeconds),
            cell(item.theirsSeconds),
            signed(item.varianceSeconds),
            item.cause,
          ]),
        paint,
      ),
    );
  }
  const left = [
    [notCompared.unfinishedLines, 'lines whose length the vendor does not know yet'],
    [notCompared.openConnections, 'connections that go on'],
    [notCompared.connectionsOfOtherDays, 'connections of days without an answer'],
  ] as const;
  for (const [count, what] of left)
    if (count > 0) lines.push(`  Not compared: ${formatCount(count)} ${what}.\n`);
  if (missingDays.length > 0) lines.push(`  No answer for: ${missingDays.join(', ')}.\n`);
  return lines.join('');
}
