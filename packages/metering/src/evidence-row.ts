import type { Evidence } from '@patchbay/contract';
import { carriedFrom } from './carried-text.ts';

/** A row of the table of evidence, joined with its consult, as a database gives it. */
export function evidenceFrom(row: Readonly<Record<string, unknown>>): Evidence {
  const { sequence, elapsed } = row;
  const carried = typeof row['carried'] === 'string' ? carriedFrom(row['carried']) : undefined;
  return {
    id: String(row['id']),
    kind: String(row['kind']) as Evidence['kind'],
    source: String(row['source']) as Evidence['source'],
    provider: String(row['provider']),
    tenant: String(row['tenant']),
    consultId: String(row['consult_id']),
    person: textFrom(row['person']),
    connection: textFrom(row['connection']),
    participantClass: String(row['participant_class']) as Evidence['participantClass'],
    at: Number(row['at']),
    precision: Number(row['precision']),
    receivedAt: Number(row['received_at']),
    ...(sequence === null || elapsed === null
      ? {}
      : { beat: { sequence: Number(sequence), elapsed: Number(elapsed) } }),
    ...(carried !== undefined && { carried }),
  };
}

const textFrom = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
