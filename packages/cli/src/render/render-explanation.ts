import type { ConsultExplanation } from '@patchbay/server';
import type { Io } from '../io.ts';
import { formatCount, formatMinutes } from './amounts.ts';
import { carriedColumns, carriedRows } from './carried-rows.ts';
import { carriedUsageCells, carriedUsageColumns } from './carried-usage.ts';
import { evidenceColumns, evidenceRows } from './evidence-rows.ts';
import { formatDay, formatInstant, formatSeconds, formatTime } from './instants.ts';
import { paintOf } from './paint.ts';
import { type Cell, type Column, textTable } from './text-table.ts';

/** How one consult's evidence became minutes, for people. Intervals are numbered from 1. */
export function renderExplanation(explanation: ConsultExplanation, io: Pick<Io, 'colour'>): string {
  const paint = paintOf(io);
  const { consultId, tenant, asOf, intervals, persons, evidence, bills } = explanation;
  const day = Math.min(...intervals.map(({ start }) => start), asOf);
  const carried = carriedRows(evidence);
  const title = (text: string): string => `\n${paint('strong', text)}\n`;
  return [
    `${paint('strong', `Consult ${consultId}`)} of tenant ${tenant}, as of ${formatInstant(asOf)} UTC\n`,
    `The first interval begins on ${formatDay(day)}; all times are UTC.\n`,
    title('Intervals: each vendor connection once, as it is billed, and what heartbeats alone prove'),
    textTable(
      intervalColumns,
      intervals.map((one, index) => intervalCells(one, index, day)),
      paint,
    ),
    title('Where they begin and end, what says so, and between which two instants the truth lies'),
    textTable(
      endColumns,
      intervals.flatMap((one, index) => endRows(explanation, one, index, day)),
      paint,
    ),
    title('What they carried, and for how much of their time it is known'),
    textTable(
      [{ heading: '#', align: 'right' }, ...carriedUsageColumns],
      intervals.map(({ carried: of }, index) => [String(index + 1), ...carriedUsageCells(of)]),
      paint,
    ),
    title('Persons: each once, whatever the number of tabs, reconnects and providers'),
    persons.length === 0
      ? '  nobody known\n'
      : textTable(
          [
            { heading: 'who' },
            { heading: 'minutes', align: 'right' },
            { heading: '±', align: 'right' },
            { heading: 'on' },
          ],
          persons.map(({ person, seconds, errorBoundSeconds, providers, open }) => [
            person,
            formatMinutes(seconds),
            formatSeconds(errorBoundSeconds),
            `${providers.join(', ')}${open ? ' (still there)' : ''}`,
          ]),
          paint,
        ),
    title(`Evidence: ${formatCount(evidence.length)} rows, and what each did`),
    textTable(evidenceColumns, evidenceRows(evidence, day), paint),
    carried.length === 0
      ? ''
      : `${title('What each page says that it carried, up to its last heartbeat that tells')}${textTable(carriedColumns, carried, paint)}`,
    title('Billed minutes under every installed rate card, as if each had carried it alone'),
    textTable(billColumns, sameBills(bills).flatMap(billRows), paint),
    '  Time alone, minimum and rounding are each vendor’s own rule; an item without steps is billed as observed.\n',
    '  “to” gives the least and the most where the vendor’s rule was not found (see `patchbay providers`).\n',
  ].join('');
}

type Interval = ConsultExplanation['intervals'][number];
type Bill = ConsultExplanation['bills'][number];

const intervalColumns: readonly Column[] = [
  { heading: '#', align: 'right' },
  { heading: 'who' },
  { heading: 'class' },
  { heading: 'provider' },
  { heading: 'connection' },
  { heading: 'start' },
  { heading: 'end' },
  { heading: 'minutes', align: 'right' },
  { heading: '±', align: 'right' },
  { heading: 'rows', align: 'right' },
];

const intervalCells = (one: Interval, index: number, day: number): readonly Cell[] => [
  String(index + 1),
  one.person ?? 'unknown',
  one.participantClass,
  one.provider,
  one.connection,
  formatTime(one.start, day),
  one.endBasis === 'open' ? 'still there' : formatTime(one.end, day),
  formatMinutes(one.seconds),
  formatSeconds(one.errorBoundSeconds),
  String(one.evidenceRows),
];

const endColumns: readonly Column[] = [
  { heading: '#', align: 'right' },
  { heading: '' },
  { heading: 'at' },
  { heading: 'basis' },
  { heading: 'earliest' },
  { heading: 'latest' },
  { heading: 'rests on' },
];

function endRows(
  { evidence }: ConsultExplanation,
  one: Interval,
  index: number,
  day: number,
): readonly (readonly Cell[])[] {
  const restsOn = (ids: readonly string[]): string =>
    evidence
      .filter((row) => ids.includes(row.evidence.id))
      .map(({ evidence: row }) => `${row.source} ${row.kind} ${shortId(row.id)}`)
      .join(', ');
  return [
    [
      String(index + 1),
      'start',
      formatTime(one.start, day),
      one.startBasis,
      formatTime(one.startRange.earliest, day),
      formatTime(one.startRange.latest, day),
      restsOn(one.startEvidence),
    ],
    [
      '',
      'end',
      formatTime(one.end, day),
      one.endBasis,
      formatTime(one.endRange.earliest, day),
      formatTime(one.endRange.latest, day),
      restsOn(one.endEvidence),
    ],
  ];
}

/** Enough to find the row in the JSON. */
const shortId = (id: string): string => id.slice(0, 8);

const billColumns: readonly Column[] = [
  { heading: 'rate card' },
  { heading: 'billed', align: 'right' },
  { heading: 'to' },
  { heading: 'connection' },
  { heading: 'steps, in seconds' },
];

/** One provider's rate cards mostly share a rule. */
const sameBills = (bills: readonly Bill[]): readonly (readonly Bill[])[] => [
  ...Map.groupBy(bills, ({ provider, items, readings }) =>
    JSON.stringify([provider, items, readings]),
  ).values(),
];

function billRows([bill, ...same]: readonly Bill[]): readonly (readonly Cell[])[] {
  if (bill === undefined) return [];
  const { provider, rateCard, items, billedMinutes, roundedOnceAMonth, readings } = bill;
  const first: readonly Cell[] = [
    same.length === 0 ? `${provider} ${rateCard}` : `${provider} (${same.length + 1} rate cards)`,
    minutesText(billedMinutes),
    readings === undefined ? '' : `${minutesText(readings.least)} to ${minutesText(readings.most)}`,
  ];
  const rows = items.map((item): readonly Cell[] => [
    item.connections.join(' + '),
    item.steps
      .map(({ step, seconds, because }) => (step === 'observed' ? seconds : `→ ${seconds} (${because})`))
      .join(' '),
  ]);
  const [one = ['', ''], ...others] = rows;
  const month: readonly (readonly Cell[])[] = roundedOnceAMonth
    ? [['', '', '', '', 'the month’s sum is rounded up once, and nothing here']]
    : [];
  return [[...first, ...one], ...others.map((cells) => ['', '', '', ...cells]), ...month];
}

const minutesText = (text: string): string => formatCount(text);
