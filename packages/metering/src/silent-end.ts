import type { Evidence } from '@patchbay/contract';
import { endpoint, type Endpoint } from './endpoint.ts';
import type { FoldTimes } from './fold-times.ts';
import { isSurelyBefore } from './told-moment.ts';

/** The last proof that a connection was there. */
export interface LastProof {
  readonly at: number;
  readonly row: Evidence;
}

/**
 * Heartbeats that nobody ended. They come on their own, so silence for a lease means gone. A browser that dies is silent
 * for half a heartbeat on average before its next one is due: that is the part of the lease that is counted. The end of a
 * room is the better guess, and no proof: the page may have followed into the next one.
 */
export function silentHeartbeatEnd(
  proof: LastProof,
  roomEnds: readonly Evidence[],
  times: FoldTimes,
): Endpoint {
  const { at, row } = proof;
  const roomEnd = roomEnds.find((end) => end.at + end.precision >= at);
  if (roomEnd !== undefined && roomEnd.at - at <= times.lease) {
    return endpoint('room-ended', Math.max(at, roomEnd.at), at, at + times.lease, [row, roomEnd]);
  }
  if (times.now - at <= times.lease) {
    return openEnd(at, at, row, times);
  }
  return endpoint('lease', at + times.heartbeat / 2, at, at + times.lease, [row]);
}

/**
 * A vendor's connection that nobody ended. Vendors tell of changes only, so silence proves nothing: half a lease is
 * counted, and the bound reaches to where the connection must have been over. A connection does not outlive its room; a
 * room that ended so soon after the last proof that it may have been the one before bounds nothing.
 */
export function silentVendorEnd(proof: Evidence, roomEnds: readonly Evidence[], times: FoldTimes): Endpoint {
  const earliest = proof.at - proof.precision;
  const guess = roomEnds.find((roomEnd) => !isSurelyBefore(roomEnd, proof));
  const bound = roomEnds.find((roomEnd) => isSurelyBefore(proof, roomEnd));
  const latest =
    bound === undefined ? Math.min(times.now, proof.at + times.longest) : bound.at + bound.precision;
  if (guess !== undefined) {
    return endpoint('room-ended', Math.max(proof.at, guess.at), earliest, latest, [
      ...new Set([proof, guess, bound ?? guess]),
    ]);
  }
  if (times.now - proof.at <= times.lease) {
    return openEnd(proof.at, earliest, proof, times);
  }
  return endpoint('lease', proof.at + times.lease / 2, earliest, latest, [proof]);
}

const openEnd = (at: number, earliest: number, row: Evidence, times: FoldTimes): Endpoint =>
  endpoint('open', Math.max(at, times.now), earliest, times.now, [row]);
