import { compareBy } from './compare-by.ts';
import { endpoint } from './endpoint.ts';
import type { PresenceInterval } from './presence-interval.ts';
import { heldEnd, startOf, withEndpoints } from './witnessed-presence.ts';

/**
 * What heartbeats prove of a person that none of the person's vendor connections covers: presence whose webhooks were all
 * lost. Pieces no longer than `longestBreak` (milliseconds) beside a vendor connection are breaks, not presence.
 */
export function uncoveredHeartbeats(
  heartbeats: readonly PresenceInterval[],
  vendor: readonly PresenceInterval[],
  longestBreak: number,
): readonly PresenceInterval[] {
  return heartbeats.flatMap((heartbeat) => {
    const covering = vendor
      .filter((other) => other.start < heartbeat.end && heartbeat.start < other.end)
      .sort(
        compareBy(
          (other) => other.start,
          (other) => other.end,
          (other) => other.connection,
        ),
      );
    return covering.length === 0
      ? [standIn(heartbeat, longestBreak)]
      : pieces(heartbeat, covering, longestBreak).filter(({ start, end }) => end - start > longestBreak);
  });
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

function pieces(
  heartbeat: PresenceInterval,
  covering: readonly PresenceInterval[],
  longestBreak: number,
): readonly PresenceInterval[] {
  const found: PresenceInterval[] = [];
  let start = startOf(heartbeat);
  for (const { start: from, startRange, end: to, endRange, proofs } of covering) {
    if (from > start.at) {
      const end = endpoint(
        'witness',
        from,
        startRange.earliest - longestBreak,
        startRange.latest,
        proofs?.start,
      );
      found.push(withEndpoints(heartbeat, start, end));
    }
    if (to > start.at) {
      start = endpoint('witness', to, endRange.earliest, endRange.latest + longestBreak, proofs?.end);
    }
  }
  if (heartbeat.end > start.at) {
    found.push(withEndpoints(heartbeat, start, heldEnd(heartbeat, longestBreak)));
  }
  return found;
}
