import type { Evidence } from '@patchbay/contract';
import type { LedgerDifference } from './ledger-verification.ts';
import { readCarried } from './read-carried.ts';
import { verifyEvidence } from './verify-evidence.ts';

const typePrefix = 'patchbay.presence.';

/** A row of evidence as a CloudEvent 1.0 (JSON format). It has all of the row: what is read of it is the same row. */
export interface EvidenceEvent {
  readonly specversion: '1.0';
  /** The row's id: a hash of what it says. */
  readonly id: string;
  readonly source: string;
  readonly type: string;
  /** The id of the consult. */
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly data: {
    readonly provider: string;
    readonly tenant: string;
    /** What stands for the person in the ledger: a keyed hash. */
    readonly person?: string;
    readonly connection?: string;
    readonly participantClass: Evidence['participantClass'];
    readonly precision: number;
    readonly witness: Evidence['source'];
    readonly receivedAt: number;
    readonly beat?: Evidence['beat'];
    readonly carried?: Evidence['carried'];
  };
}

export function evidenceEvent(row: Evidence): EvidenceEvent {
  const { person, connection, beat, carried } = row;
  return {
    specversion: '1.0',
    id: row.id,
    source: `/patchbay/ledger/${encodeURIComponent(row.provider)}`,
    type: `${typePrefix}${row.kind}`,
    subject: row.consultId,
    time: new Date(row.at).toISOString(),
    datacontenttype: 'application/json',
    data: {
      provider: row.provider,
      tenant: row.tenant,
      ...(person !== undefined && { person }),
      ...(connection !== undefined && { connection }),
      participantClass: row.participantClass,
      precision: row.precision,
      witness: row.source,
      receivedAt: row.receivedAt,
      ...(beat !== undefined && { beat }),
      ...(carried !== undefined && { carried }),
    },
  };
}

/** Why an event is no row of evidence. */
export type EventFault = Pick<LedgerDifference, 'message'>;

type Read = { readonly row: Evidence } | { readonly fault: EventFault };

const no = (message: string): Read => ({ fault: { message } });

/** The row that an event has, or why it has none; nothing about it is believed but what the types and the id say. */
export function evidenceOfEvent(event: unknown): Read {
  if (!isRecord(event) || event['specversion'] !== '1.0') return no('It is no CloudEvent 1.0.');
  const { id, type, subject, time, data } = event;
  if (typeof type !== 'string' || !type.startsWith(typePrefix)) return no('Its type is none of presence.');
  if (!isRecord(data)) return no('It has no data.');
  const { provider, tenant, person, connection, participantClass, precision, witness, receivedAt, beat } =
    data;
  const texts = [id, subject, time, provider, tenant, participantClass, witness];
  const optional = [person, connection].filter((one) => one !== undefined);
  if (![...texts, ...optional].every((one) => typeof one === 'string')) return no('A text in it is missing.');
  if (![precision, receivedAt].every((one) => typeof one === 'number'))
    return no('A number in it is missing.');
  if (beat !== undefined && !isBeat(beat)) return no('Its count is none.');
  const told = data['carried'];
  const carried = told === undefined ? undefined : readCarried(told, isBeat(beat) ? beat.elapsed : NaN);
  if (typeof carried === 'string') return no('What it carried is none.');
  const row = {
    id,
    kind: type.slice(typePrefix.length),
    source: witness,
    provider,
    tenant,
    consultId: subject,
    person,
    connection,
    participantClass,
    at: Date.parse(String(time)),
    precision,
    receivedAt,
    ...(beat !== undefined && { beat: { sequence: beat.sequence, elapsed: beat.elapsed } }),
    ...(carried !== undefined && { carried }),
  } as Evidence;
  const fault = verifyEvidence(row);
  return fault === undefined ? { row } : { fault };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isBeat = (value: unknown): value is NonNullable<Evidence['beat']> =>
  isRecord(value) && typeof value['sequence'] === 'number' && typeof value['elapsed'] === 'number';
