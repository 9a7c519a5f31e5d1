import { clipConnection, type UsagePeriod } from './clip-connection.ts';
import { type Compared, type Comparison, boundOf, isWithin } from './compared.ts';
import type { BillableConnection } from './presence-interval.ts';
import type { VarianceCause } from './reconciliation.ts';
import type { VendorLine } from './vendor-report.ts';

/** What the vendor sums up by room, or altogether: of ours, what lies within the days. */
export function compareSums(
  by: 'room' | 'account',
  connections: readonly BillableConnection[],
  lines: readonly VendorLine[],
  days: readonly UsagePeriod[],
): Comparison {
  const parts = connections.flatMap((one) => days.flatMap((day) => clipConnection(one, day) ?? []));
  // Of what goes on, all of a day that is over is known.
  const open = parts.filter(({ endBasis, end }) => endBasis === 'open' && !days.some(({ to }) => to === end));
  const unfinished = lines.filter(({ milliseconds }) => milliseconds === undefined);
  // A room whose length one side does not know yet is left out on both.
  const left = new Set([...unfinished, ...open].map(({ consultId }) => consultId));
  const placeOf = ({ consultId }: { readonly consultId: string | undefined }): string =>
    by === 'account' ? '' : JSON.stringify(consultId ?? null);
  const isCounted = ({ consultId }: { readonly consultId: string | undefined }): boolean =>
    by === 'account' || consultId === undefined || !left.has(consultId);
  const ours = Map.groupBy(parts.filter(isCounted), placeOf);
  const theirs = Map.groupBy(
    lines.filter((line) => line.milliseconds !== undefined && isCounted(line)),
    placeOf,
  );
  const places = [...new Set([...ours.keys(), ...theirs.keys()])].sort();
  return {
    compared: places.map((place) => comparedSums(by, ours.get(place) ?? [], theirs.get(place) ?? [])),
    unfinishedLines: unfinished.length,
    openConnections: open.length,
    connectionsOfOtherDays: connections.filter(({ start }) => !isWithin(start, days)).length,
  };
}

function comparedSums(
  by: 'room' | 'account',
  parts: readonly BillableConnection[],
  lines: readonly VendorLine[],
): Compared {
  const ours = parts.length === 0 ? undefined : parts.reduce((sum, { start, end }) => sum + end - start, 0);
  const theirs =
    lines.length === 0 ? undefined : lines.reduce((sum, { milliseconds = 0 }) => sum + milliseconds, 0);
  const bound = parts.reduce((sum, part) => sum + boundOf(part), 0);
  const [first] = [...parts, ...lines];
  return {
    cause: causeOfSums(by, parts, lines, (theirs ?? 0) - (ours ?? 0)),
    consultId: by === 'account' ? undefined : first?.consultId,
    connection: undefined,
    ours,
    theirs,
    bound,
  };
}

function causeOfSums(
  by: 'room' | 'account',
  parts: readonly BillableConnection[],
  lines: readonly VendorLine[],
  variance: number,
): VarianceCause {
  const told = parts.filter(
    ({ startBasis, endBasis }) => startBasis === 'observed' && endBasis === 'observed',
  );
  const precision = Math.max(0, ...lines.map((line) => line.precision));
  const coarse = precision * Math.max(1, parts.length) + told.reduce((sum, part) => sum + boundOf(part), 0);
  if (parts.length > 0 && lines.length > 0 && Math.abs(variance) <= coarse) return 'rounding';
  if (by === 'account') return 'not-told-apart';
  if (parts.length === 0) return lines.some(({ room }) => room === 'known') ? 'missing-here' : 'unknown-room';
  if (lines.length === 0) return 'missing-there';
  if (told.length === parts.length) return 'length';
  return parts.some(({ endBasis }) => endBasis !== 'observed') ? 'missing-leave' : 'missing-join';
}
