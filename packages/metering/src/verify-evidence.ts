import type { Evidence } from '@patchbay/contract';
import { evidenceId } from './evidence-id.ts';
import type { LedgerDifference } from './ledger-verification.ts';
import { readCarried } from './read-carried.ts';

const kinds: ReadonlySet<string> = new Set<Evidence['kind']>([
  'joined',
  'present',
  'left',
  'room-started',
  'room-ended',
]);
const sources: ReadonlySet<string> = new Set<Evidence['source']>([
  'heartbeat',
  'webhook',
  'signalling',
  'roster-poll',
  'vendor-usage',
]);
const classes: ReadonlySet<string> = new Set<Evidence['participantClass']>([
  'person',
  'recorder',
  'agent',
  'sip',
]);

const isInstant = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

const isCarried = (value: unknown, elapsed: number): boolean =>
  typeof readCarried(value, elapsed) === 'object';

/** What is wrong with a row, or undefined. */
function faultOf(row: Evidence): string | undefined {
  const ofRoom = row.kind === 'room-started' || row.kind === 'room-ended';
  if (!kinds.has(row.kind)) return 'its kind is none';
  if (!sources.has(row.source)) return 'its source is none';
  if (!classes.has(row.participantClass)) return 'its class of participant is none';
  if (ofRoom !== (row.connection === undefined))
    return 'a room’s fact has no connection, and every other has one';
  if (ofRoom && row.person !== undefined) return 'a room’s fact has no person';
  if (![row.at, row.receivedAt, row.precision].every(isInstant)) return 'a time in it is none';
  if ((row.source === 'heartbeat') !== (row.beat !== undefined))
    return 'heartbeats are counted, and nothing else is';
  if (row.source === 'heartbeat' && row.person === undefined) return 'a heartbeat has a person';
  if (row.beat !== undefined && ![row.beat.sequence, row.beat.elapsed].every(isInstant))
    return 'its count is none';
  if (row.carried !== undefined && (row.beat === undefined || !isCarried(row.carried, row.beat.elapsed)))
    return 'what it carried is none';
  return undefined;
}

/** What is wrong with one row of evidence, or undefined. */
export function verifyEvidence(row: Evidence): LedgerDifference | undefined {
  const where = `row ${row.id} of consult ${row.consultId}`;
  const fault = faultOf(row);
  if (fault !== undefined) {
    return { check: 'evidence-shape', where, message: `The row is in no valid shape: ${fault}.` };
  }
  const expected = evidenceId(row);
  return expected === row.id
    ? undefined
    : {
        check: 'evidence-id',
        where,
        message: `What the row says has the id ${expected}: the row was changed.`,
      };
}
