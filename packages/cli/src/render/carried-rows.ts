import type { CarriedMedia, MediaClass } from '@patchbay/contract';
import type { ConsultExplanation } from '@patchbay/server';
import { formatCount, formatMinutes } from './amounts.ts';
import type { Cell, Column } from './text-table.ts';

export const carriedColumns: readonly Column[] = [
  { heading: 'who' },
  { heading: 'page' },
  { heading: 'minutes', align: 'right' },
  { heading: 'received, in minutes' },
  { heading: 'sent video', align: 'right' },
  { heading: 'MB in', align: 'right' },
  { heading: 'MB out', align: 'right' },
];

type Row = ConsultExplanation['evidence'][number]['evidence'];

/** A line for each page that tells what it carried: as of the last of its heartbeats that does. */
export function carriedRows(evidence: ConsultExplanation['evidence']): readonly (readonly Cell[])[] {
  const telling = evidence.map((one) => one.evidence).filter(({ carried }) => carried !== undefined);
  const pages = Map.groupBy(telling, ({ provider, connection }) => JSON.stringify([provider, connection]));
  return [...pages.values()].map((rows) =>
    cellsOf(rows.reduce((last, row) => (beatOf(row) > beatOf(last) ? row : last))),
  );
}

const beatOf = ({ beat }: Row): number => beat?.sequence ?? -1;

function cellsOf({ person, connection, beat, carried }: Row): readonly Cell[] {
  if (carried === undefined) return [];
  return [
    person ?? '',
    connection ?? '',
    minutes(beat?.elapsed ?? 0),
    received(carried),
    minutes(carried.sentVideo),
    megabytes(carried.bytesReceived),
    megabytes(carried.bytesSent),
  ];
}

const minutes = (milliseconds: number): string => formatMinutes(milliseconds / 1000);

/** Of a million, as they are billed. */
const megabytes = (bytes: number | undefined): string =>
  bytes === undefined ? 'not told' : formatCount((bytes / 1e6).toFixed(2));

function received({ received: times, unsizedVideo }: CarriedMedia): string {
  const classes = Object.entries(times) as readonly (readonly [MediaClass, number])[];
  const parts = classes.map(([mediaClass, milliseconds]) => `${mediaClass} ${minutes(milliseconds)}`);
  return [...parts, ...(unsizedVideo > 0 ? [`video of no known size ${minutes(unsizedVideo)}`] : [])].join(
    ', ',
  );
}
