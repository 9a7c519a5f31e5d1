import { billableConnections, type WitnessOptions } from './billable-connections.ts';
import { compareBy } from './compare-by.ts';
import { groupBy } from './group-by.ts';
import type { BillableConnection, PersonPresence, PresenceInterval } from './presence-interval.ts';
import { lengthOf, spanUnion } from './span-union.ts';

/**
 * Each person of each consult once: the union of the person's connections, on every provider. Recorders, agents and
 * telephone legs are nobody; connections of nobody known are left out. Sorted.
 */
export function presenceOfPersons(
  intervals: readonly PresenceInterval[],
  options: WitnessOptions = {},
): readonly PersonPresence[] {
  const connections = billableConnections(
    intervals.filter((interval) => interval.participantClass === 'person'),
    options,
  );
  return groupBy(connections, ({ tenant, consultId, person }) => [tenant, consultId, person])
    .flatMap((group) => {
      const [{ tenant, consultId, person }] = group;
      if (person === undefined) return [];
      const silences = intervals.filter(
        (one) => one.person === person && one.tenant === tenant && one.consultId === consultId,
      );
      return [presenceOf({ tenant, consultId, person }, withHeldEnds(group, silences))];
    })
    .sort(
      compareBy(
        (one) => one.tenant,
        (one) => one.consultId,
        (one) => one.person,
      ),
    );
}

/**
 * Vendors hold the connection of a browser that was killed, and bill it. A person was there for sure only up to the page's
 * last heartbeat, if no other page of theirs beats on.
 */
function withHeldEnds(
  connections: readonly [BillableConnection, ...BillableConnection[]],
  intervals: readonly PresenceInterval[],
): readonly [BillableConnection, ...BillableConnection[]] {
  const pages = intervals.filter(({ witness }) => witness === 'heartbeat');
  const held = (connection: BillableConnection): BillableConnection => {
    const { provider, start, end, startRange, endRange } = connection;
    const beside = pages.filter((page) => page.provider === provider && page.start < end && page.end > start);
    if (connection.witness !== 'vendor' || beside.length === 0) return connection;
    const lastProof = Math.max(...beside.map((page) => page.endRange.earliest));
    const vanished = beside.every(
      (page) => page.endBasis === 'lease' && page.endRange.earliest < endRange.earliest,
    );
    if (!vanished) return connection;
    const earliest = Math.max(lastProof, Math.min(startRange.latest, endRange.earliest));
    const widened = { ...endRange, earliest };
    const least = Math.max(0, earliest - startRange.latest);
    return {
      ...connection,
      endRange: widened,
      errorBoundSeconds: Math.max(connection.errorBoundSeconds, (end - start - least) / 1000),
    };
  };
  const [first, ...others] = connections;
  return [held(first), ...others.map(held)];
}

function presenceOf(
  who: Pick<PersonPresence, 'tenant' | 'consultId' | 'person'>,
  connections: readonly [BillableConnection, ...BillableConnection[]],
): PersonPresence {
  const spans = spanUnion(connections);
  const length = lengthOf(spans);
  return {
    ...who,
    providers: [...new Set(connections.map((one) => one.provider))].sort(),
    spans,
    seconds: length / 1000,
    errorBoundSeconds: boundOf(connections, length) / 1000,
    open: connections.some((one) => one.endBasis === 'open'),
  };
}

/** Surely there, and possibly there: the truth lies between. */
function boundOf(
  connections: readonly [BillableConnection, ...BillableConnection[]],
  length: number,
): number {
  const [only, ...others] = connections;
  if (others.length === 0) {
    return only.errorBoundSeconds * 1000;
  }
  const least = connections.map((one) => ({ start: one.startRange.latest, end: one.endRange.earliest }));
  const most = connections.map((one) => ({ start: one.startRange.earliest, end: one.endRange.latest }));
  return Math.max(length - lengthOf(spanUnion(least)), lengthOf(spanUnion(most)) - length);
}
