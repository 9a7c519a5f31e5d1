import { compareBy } from './compare-by.ts';
import type { BillableConnection } from './presence-interval.ts';
import type { VendorLine } from './vendor-report.ts';

export interface MatchedLines {
  readonly pairs: readonly { readonly ours: BillableConnection; readonly line: VendorLine }[];
  readonly onlyOurs: readonly BillableConnection[];
  readonly onlyTheirs: readonly VendorLine[];
}

/**
 * One provider's connections and lines in pairs: by the vendor's own id first; what is left by consult, person and time, the
 * longest overlap first. The same for any order of either.
 */
export function matchVendorLines(
  connections: readonly BillableConnection[],
  given: readonly VendorLine[],
): MatchedLines {
  const ours = [...connections].sort(byIdentity);
  const lines = [...given].sort(byLine);
  const pairs: { readonly ours: BillableConnection; readonly line: VendorLine }[] = [];
  const taken = new Set<BillableConnection | VendorLine>();
  const pair = (one: BillableConnection, line: VendorLine): void => {
    if (taken.has(one) || taken.has(line)) return;
    taken.add(one);
    taken.add(line);
    pairs.push({ ours: one, line });
  };
  // Ids are unique at a vendor, but for those that number the people of a room.
  const byId = new Map(
    ours.filter(isVendors).flatMap((one) => [
      [keyOf(undefined, one.connection), one],
      [keyOf(one.consultId, one.connection), one],
    ]),
  );
  for (const line of lines) {
    const one = byId.get(keyOf(line.consultId, line.connection));
    if (line.connection !== undefined && one !== undefined) pair(one, line);
  }
  const left = Map.groupBy(
    lines.filter((line) => !taken.has(line) && line.person !== undefined),
    ({ consultId, person }) => keyOf(consultId, person),
  );
  const candidates = ours
    .filter((one) => !taken.has(one))
    .flatMap((one) =>
      (left.get(keyOf(one.consultId, one.person)) ?? []).map((line) => ({
        one,
        line,
        overlap: overlapOf(one, line),
      })),
    )
    .filter(({ overlap }) => overlap > 0)
    .sort(
      compareBy(
        ({ overlap }) => -overlap,
        ({ one }) => one.start,
        ({ line }) => line.startedAt,
        ({ one }) => one.connection,
        ({ line }) => line.connection ?? '',
      ),
    );
  for (const { one, line } of candidates) pair(one, line);
  return {
    pairs,
    onlyOurs: ours.filter((one) => !taken.has(one)),
    onlyTheirs: lines.filter((line) => !taken.has(line)),
  };
}

const keyOf = (...parts: readonly (string | undefined)[]): string =>
  JSON.stringify(parts.map((part) => part ?? null));

const isVendors = ({ witness }: BillableConnection): boolean => witness === 'vendor';

/** In milliseconds, at least one where both were there at the same instant. */
function overlapOf(
  { start, end }: BillableConnection,
  { startedAt, endedAt, milliseconds }: VendorLine,
): number {
  const ended = endedAt ?? startedAt + (milliseconds ?? Number.MAX_SAFE_INTEGER);
  const overlap = Math.min(end, ended) - Math.max(start, startedAt);
  return overlap < 0 ? 0 : Math.max(1, overlap);
}

const byIdentity = compareBy<BillableConnection>(
  ({ start }) => start,
  ({ consultId }) => consultId,
  ({ connection }) => connection,
  ({ end }) => end,
);

const byLine = compareBy<VendorLine>(
  ({ startedAt }) => startedAt,
  ({ consultId }) => consultId ?? '',
  ({ connection }) => connection ?? '',
  ({ person }) => person ?? '',
  ({ milliseconds }) => milliseconds ?? -1,
  ({ endedAt }) => endedAt ?? -1,
);
