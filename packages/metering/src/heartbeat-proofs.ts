import type { Evidence } from '@patchbay/contract';

/** One heartbeat on the server's clock. */
export interface HeartbeatProof {
  readonly kind: Evidence['kind'];
  readonly sequence: number;
  /** At the latest: the fastest heartbeat's journey is still in it. */
  readonly at: number;
  readonly row: Evidence;
  /** By how much the sleeps up to here may be off, in milliseconds, all together. */
  readonly unsure: number;
}

interface Beat {
  readonly row: Evidence;
  readonly kind: Evidence['kind'];
  readonly sequence: number;
  readonly wall: number;
  readonly elapsed: number;
  readonly receivedAt: number;
  readonly unsure: number;
}

/** How long the fastest heartbeat of a connection may have been on its way: places heartbeats, does not stretch them. */
export const fastestJourney = 2000;
/** A wall clock that moves against the monotonic one by less is only being slewed. */
const smallestJump = 1000;
/** Deliveries that are all later by more are no slower: the clock that they are measured by stood still. */
const slowestDelivery = 60_000;

/**
 * Puts one connection's heartbeats on the server's clock. The browser's wall clock is not believed: a heartbeat happened
 * `elapsed` after the join, and the join is placed by the fastest heartbeat (the smallest `receivedAt - elapsed`), so
 * neither a wrong clock nor slow or late deliveries stretch a call. Monotonic clocks stand still while some machines
 * sleep; where the wall clock jumped *and* everything after arrives later, that is time that passed.
 */
export function heartbeatProofs(rows: readonly Evidence[]): readonly HeartbeatProof[] {
  const beats = withSleep(inSequence(rows));
  const joinedAt = beats.reduce((least, beat) => Math.min(least, beat.receivedAt - beat.elapsed), Infinity);
  const proofs = beats.map(({ row, kind, sequence, elapsed, unsure }) => {
    return { row, kind, sequence, at: joinedAt + elapsed, unsure };
  });
  const first = proofs[0];
  // A heartbeat that is not the first proves by `elapsed` when its connection was joined.
  return first !== undefined && first.sequence > 0
    ? [{ row: first.row, kind: 'joined', sequence: 0, at: joinedAt, unsure: 0 }, ...proofs]
    : proofs;
}

function inSequence(rows: readonly Evidence[]): readonly Beat[] {
  const beats: Beat[] = [];
  const withBeat = rows.flatMap((row) => (row.beat === undefined ? [] : [{ row, beat: row.beat }]));
  withBeat.sort((a, b) => a.beat.sequence - b.beat.sequence || (a.row.id < b.row.id ? -1 : 1));
  for (const { row, beat } of withBeat) {
    beats.push({
      row,
      kind: row.kind,
      sequence: beat.sequence,
      wall: row.at,
      // Monotonic by promise; a client that breaks it must not make time run backwards.
      elapsed: Math.max(beat.elapsed, beats.at(-1)?.elapsed ?? 0),
      receivedAt: row.receivedAt,
      unsure: 0,
    });
  }
  return beats;
}

/** The beats with `elapsed` counting the time that the machine slept. */
function withSleep(beats: readonly Beat[]): readonly Beat[] {
  const fastestFrom = suffixMinima(beats.map((beat) => beat.receivedAt - beat.elapsed));
  let [slept, unsure] = [0, 0];
  let fastestBefore = Infinity;
  let previous: Beat | undefined;
  return beats.map((beat, index) => {
    const jump = previous === undefined ? 0 : beat.wall - beat.elapsed - (previous.wall - previous.elapsed);
    const laterBy = (fastestFrom[index] ?? 0) - slept - fastestBefore;
    if (Math.abs(jump) > smallestJump) {
      const sleep = sleepOf(jump, laterBy);
      slept += sleep.length;
      unsure += sleep.unsure;
    }
    previous = beat;
    const corrected = { ...beat, elapsed: beat.elapsed + slept, unsure };
    fastestBefore = Math.min(fastestBefore, corrected.receivedAt - corrected.elapsed);
    return corrected;
  });
}

/**
 * Had the clock only been set, deliveries would be no later than before. Where both are about the same, the clock is the more
 * exact, unless it was set a little on waking: the truth lies between. Had it been set by much, only deliveries can tell, and
 * a nap is no longer than they are late, or than a small jump.
 */
function sleepOf(jump: number, laterBy: number): { readonly length: number; readonly unsure: number } {
  const apart = Math.abs(jump - laterBy);
  if (jump > 0 && laterBy >= jump / 2 && apart <= slowestDelivery) {
    // So little later that it may be the journey alone.
    return { length: jump, unsure: laterBy <= fastestJourney ? jump : apart };
  }
  return laterBy > slowestDelivery
    ? { length: laterBy, unsure: fastestJourney }
    : { length: 0, unsure: Math.max(0, laterBy + fastestJourney, jump <= slowestDelivery ? jump : 0) };
}

function suffixMinima(values: readonly number[]): readonly number[] {
  const minima = [...values];
  for (let index = minima.length - 2; index >= 0; index -= 1) {
    minima[index] = Math.min(minima[index] ?? Infinity, minima[index + 1] ?? Infinity);
  }
  return minima;
}
