import type { ConsultExplanation } from '@patchbay/server';
import { formatTime } from './instants.ts';
import type { Cell, Column } from './text-table.ts';

export const evidenceColumns: readonly Column[] = [
  { heading: 'when' },
  { heading: 'source' },
  { heading: 'what' },
  { heading: 'who' },
  { heading: 'connection' },
  { heading: 'did' },
  { heading: 'id' },
];

type Row = ConsultExplanation['evidence'][number];

/** A line for each row, but one for a run of heartbeats of a page that all did the same. */
export const evidenceRows = (evidence: readonly Row[], day: number): readonly (readonly Cell[])[] =>
  [...Map.groupBy(evidence, keyOf).values()].map((rows) => cellsOf(rows, day));

/** Who ends or begins something stands alone. */
const mayJoin = ({ evidence, uses }: Row): boolean =>
  evidence.source === 'heartbeat' && uses.every(({ as }) => as === 'within' || as === 'witness');

const keyOf = (row: Row): string =>
  mayJoin(row) ? JSON.stringify([row.evidence.provider, row.evidence.connection, did(row)]) : row.evidence.id;

function cellsOf(rows: readonly Row[], day: number): readonly Cell[] {
  const [first, last] = [rows[0], rows.at(-1)];
  if (first === undefined || last === undefined) return [];
  const { evidence, placedAt, setAside } = first;
  const many = rows.length > 1;
  const what: Cell = many ? `${rows.length} heartbeats` : evidence.kind;
  return [
    many ? `${formatTime(placedAt, day)} to ${formatTime(last.placedAt, day)}` : formatTime(placedAt, day),
    evidence.source,
    what,
    evidence.person ?? '',
    evidence.connection ?? 'the room',
    setAside === undefined ? did(first) : { text: did(first), tone: 'amber' },
    many ? '' : evidence.id.slice(0, 8),
  ];
}

const reasons: Readonly<Record<NonNullable<Row['setAside']>, string>> = {
  'less-precise': 'set aside: another witness told it with a smaller error',
  'after-leave': 'set aside: the connection had left by then',
  'stray-leave': 'set aside: a farewell of a page that was gone',
  'room-not-needed': 'set aside: every join and leave it could stand in for was told',
};

/** `start of 1, witness of 2`. */
const did = ({ uses, setAside }: Row): string =>
  setAside === undefined
    ? uses.map(({ interval, as }) => `${as} of ${interval + 1}`).join(', ')
    : reasons[setAside];
