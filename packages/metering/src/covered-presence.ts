import { compareBy } from './compare-by.ts';
import { endpoint } from './endpoint.ts';
import type { PresenceInterval } from './presence-interval.ts';
import { endOf, heldEnd, startOf, withEndpoints } from './witnessed-presence.ts';

/** Of a connection that is shorter the vendor is taken to tell something. */
const shortestPresence = 5000;

export interface CoveredPresence {
  /** The vendor's connections; the bounds of some take in what may have been another beside them. */
  readonly vendor: readonly PresenceInterval[];
  /** What heartbeats prove of a person that none of the person's vendor connections covers. */
  readonly uncovered: readonly PresenceInterval[];
}

/**
 * A page's heartbeats beside its vendor connections. Presence that none covers is of a connection whose webhooks were all
 * lost. Pieces no longer than `longestBreak` (milliseconds) are taken for breaks: nothing is counted of them, and the bound of
 * the connection beside them says that they may have been presence.
 */
export function coveredPresence(
  heartbeats: readonly PresenceInterval[],
  vendor: readonly PresenceInterval[],
  longestBreak: number,
): CoveredPresence {
  const bounded = new Map(vendor.map((one) => [one.connection, one]));
  const uncovered = heartbeats.flatMap((heartbeat) => {
    const covering = vendor
      .filter((other) => other.start < heartbeat.end && heartbeat.start < other.end)
      .sort(
        compareBy(
          (other) => other.start,
          (other) => other.end,
          (other) => other.connection,
        ),
      );
    if (covering.length === 0) return [standIn(heartbeat, longestBreak)];
    return pieces(heartbeat, covering, longestBreak).flatMap(({ piece, beside }) => {
      const proven = provenLength(piece, heartbeat);
      if (proven > longestBreak) return [piece];
      const neighbour = bounded.get(beside);
      if (neighbour !== undefined && proven > 0 && possibleLength(piece, heartbeat) > shortestPresence)
        bounded.set(beside, reaching(neighbour, piece));
      return [];
    });
  });
  return { vendor: vendor.map((one) => bounded.get(one.connection) ?? one), uncovered };
}

/** Where a page's end is only assumed, it proves nothing beyond its last heartbeat; the same at its start. */
const provenLength = (piece: PresenceInterval, { startRange, endRange }: PresenceInterval): number =>
  Math.min(piece.end, endRange.earliest) - Math.max(piece.start, startRange.latest);

const possibleLength = (piece: PresenceInterval, { startRange, endRange }: PresenceInterval): number =>
  Math.min(piece.endRange.latest, endRange.latest) - Math.max(piece.startRange.earliest, startRange.earliest);

/** The connection as it is, with ranges that take in the piece. */
function reaching(connection: PresenceInterval, piece: PresenceInterval): PresenceInterval {
  const [start, end] = [startOf(connection), endOf(connection)];
  return piece.start < connection.start
    ? withEndpoints(
        connection,
        { ...start, earliest: Math.min(start.earliest, piece.startRange.earliest) },
        end,
      )
    : withEndpoints(connection, start, { ...end, latest: Math.max(end.latest, piece.endRange.latest) });
}

/** A page was there for sure, its vendor connection but for a break. */
function standIn(heartbeat: PresenceInterval, longestBreak: number): PresenceInterval {
  const start = startOf(heartbeat);
  return withEndpoints(
    heartbeat,
    { ...start, latest: start.latest + longestBreak },
    heldEnd(heartbeat, longestBreak),
  );
}

interface Piece {
  readonly piece: PresenceInterval;
  /** The vendor connection before it, or after it when there is none before. */
  readonly beside: string;
}

function pieces(
  heartbeat: PresenceInterval,
  covering: readonly PresenceInterval[],
  longestBreak: number,
): readonly Piece[] {
  const found: Piece[] = [];
  let start = startOf(heartbeat);
  let before: string | undefined;
  for (const { start: from, startRange, end: to, endRange, connection, proofs } of covering) {
    if (from > start.at) {
      const end = endpoint(
        'witness',
        from,
        startRange.earliest - longestBreak,
        startRange.latest,
        proofs?.start,
      );
      found.push({ piece: withEndpoints(heartbeat, start, end), beside: before ?? connection });
    }
    if (to > start.at) {
      start = endpoint('witness', to, endRange.earliest, endRange.latest + longestBreak, proofs?.end);
      before = connection;
    }
  }
  if (heartbeat.end > start.at && before !== undefined) {
    const piece = withEndpoints(heartbeat, start, heldEnd(heartbeat, longestBreak));
    found.push({ piece, beside: before });
  }
  return found;
}
