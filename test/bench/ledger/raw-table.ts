import type { CarriedMedia, Evidence } from '@patchbay/contract';

type Value = string | number | null;
type Column = readonly [name: string, type: 'text' | 'bigint', of: (row: Evidence) => Value];

/** What a row of evidence says, in one table: as much as the ledger keeps of it, without the ledger. */
export const rawColumns: readonly Column[] = [
  ['id', 'text', ({ id }) => id],
  ['tenant', 'text', ({ tenant }) => tenant],
  ['consult_id', 'text', ({ consultId }) => consultId],
  ['kind', 'text', ({ kind }) => kind],
  ['source', 'text', ({ source }) => source],
  ['provider', 'text', ({ provider }) => provider],
  ['person', 'text', ({ person }) => person ?? null],
  ['connection', 'text', ({ connection }) => connection ?? null],
  ['participant_class', 'text', ({ participantClass }) => participantClass],
  ['at', 'bigint', ({ at }) => at],
  ['precision', 'bigint', ({ precision }) => precision],
  ['received_at', 'bigint', ({ receivedAt }) => receivedAt],
  ['sequence', 'bigint', ({ beat }) => beat?.sequence ?? null],
  ['elapsed', 'bigint', ({ beat }) => beat?.elapsed ?? null],
  ['carried', 'text', ({ carried }) => (carried === undefined ? null : textOf(carried))],
];

/** As short as the ledger's. */
const textOf = ({ received, unsizedVideo, sentVideo, bytesReceived, bytesSent }: CarriedMedia): string =>
  [received.audio, received.hd, 0, 0, 0, unsizedVideo, sentVideo, bytesReceived, bytesSent].join(',');

export const rawNames = rawColumns.map(([name]) => name).join(', ');

/** The key of the row itself is the engine's own kind of running number; the id is unique. */
export const rawTable = (key: string): string =>
  `CREATE TABLE raw (number ${key}, ${rawColumns.map(([name, type]) => `${name} ${type}${name === 'id' ? ' NOT NULL UNIQUE' : ''}`).join(', ')})`;
