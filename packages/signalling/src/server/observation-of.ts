import type { ProviderObservation } from '@patchbay/contract';
import type { Member } from '../frames.ts';

/** A fact that arose here. Without a seat it is about the whole room. */
export const observationOf = (
  kind: ProviderObservation['kind'],
  room: string,
  seat: { readonly member: Member } | undefined,
  at: number,
  precision: number,
): ProviderObservation => ({
  kind,
  room,
  participant: seat?.member.participant,
  connection: seat?.member.connection,
  participantClass: 'person',
  at,
  precision,
  source: 'signalling',
});
