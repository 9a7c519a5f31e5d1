import type { Evidence } from '@patchbay/contract';
import { endpoint, type Endpoint } from './endpoint.ts';
import type { FoldTimes } from './fold-times.ts';

/** The last proof that a connection was there, and how sure its time is. */
export interface LastProof {
  readonly at: number;
  readonly precision: number;
  readonly row: Evidence;
}

/**
 * Heartbeats that nobody ended. They come on their own, so silence for a lease means gone. A browser that dies is silent
 * for half a heartbeat on average before its next one is due: that is the part of the lease that is counted.
 */
export function silentHeartbeatEnd(
  proof: LastProof,
  roomEnds: readonly Evidence[],
  times: FoldTimes,
): Endpoint {
  const roomEnd = roomEnds.find(({ at }) => at >= proof.at - proof.precision);
  if (roomEnd !== undefined && roomEnd.at - proof.at <= times.lease) {
    const proofs = [proof.row, roomEnd];
    return endpoint('room-ended', Math.max(proof.at, roomEnd.at), proof.at, roomEnd.at, proofs);
  }
  if (times.now - proof.at <= times.lease) {
    return openEnd(proof, times);
  }
  return endpoint('lease', proof.at + times.heartbeat / 2, proof.at, proof.at + times.lease, [proof.row]);
}

/**
 * A vendor's connection that nobody ended. Vendors tell of changes only, so silence proves nothing: half a lease is
 * counted, and the bound reaches to where the connection must have been over.
 */
export function silentVendorEnd(proof: LastProof, roomEnds: readonly Evidence[], times: FoldTimes): Endpoint {
  const earliest = proof.at - proof.precision;
  const roomEnd = roomEnds.find(({ at }) => at >= earliest);
  if (roomEnd !== undefined) {
    const proofs = [proof.row, roomEnd];
    return endpoint(
      'room-ended',
      Math.max(proof.at, roomEnd.at),
      earliest,
      roomEnd.at + proof.precision,
      proofs,
    );
  }
  if (times.now - proof.at <= times.lease) {
    return openEnd(proof, times);
  }
  return endpoint(
    'lease',
    proof.at + times.lease / 2,
    earliest,
    Math.min(times.now, proof.at + times.longest),
    [proof.row],
  );
}

const openEnd = (proof: LastProof, times: FoldTimes): Endpoint =>
  endpoint('open', Math.max(proof.at, times.now), proof.at - proof.precision, times.now, [proof.row]);
