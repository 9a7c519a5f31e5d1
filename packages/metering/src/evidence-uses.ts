import type { Evidence } from '@patchbay/contract';
import type { EvidenceRole, ExplainedEvidence } from './presence-explanation.ts';
import type { BillableConnection, PlacedEvidence, PresenceInterval } from './presence-interval.ts';

export interface EvidenceUses {
  readonly placedAt: number;
  readonly uses: ExplainedEvidence['uses'];
}

/** What each row did for the intervals that are counted, which were folded with `explain`. */
export function evidenceUses(
  rows: readonly Evidence[],
  intervals: readonly PresenceInterval[],
  connections: readonly BillableConnection[],
): ReadonlyMap<Evidence, EvidenceUses> {
  const places = new Map(
    intervals.flatMap(({ proofs }) => proofs?.rows ?? []).map(({ row, at }) => [row, at]),
  );
  const roles = new Map<Evidence, Map<string, { readonly interval: number; readonly as: EvidenceRole }>>();
  const use = (row: Evidence, interval: number, as: EvidenceRole): void => {
    const known = roles.get(row) ?? new Map();
    roles.set(row, known.set(JSON.stringify([interval, as]), { interval, as }));
  };
  connections.forEach((connection, index) => {
    const { start = [], end = [], rows: own = [] } = connection.proofs ?? {};
    for (const row of start) use(row, index, 'start');
    for (const row of end) use(row, index, 'end');
    const within = own.filter((placed) => provesBetween(placed, connection) && !roles.get(placed.row)?.size);
    for (const { row } of within) use(row, index, 'within');
    const kept = own.filter(({ row }) => roles.has(row));
    const identity = whoTells(connection, own, kept);
    for (const row of identity) use(row, index, 'who');
    for (const page of pagesBeside(connection, intervals)) {
      for (const row of witnessesOf(page)) if (!isUsedBy(roles.get(row), index)) use(row, index, 'witness');
    }
  });
  return new Map(
    rows.map((row) => [
      row,
      { placedAt: places.get(row) ?? row.at, uses: [...(roles.get(row)?.values() ?? [])] },
    ]),
  );
}

const isUsedBy = (
  uses: ReadonlyMap<string, { readonly interval: number }> | undefined,
  index: number,
): boolean => [...(uses?.values() ?? [])].some(({ interval }) => interval === index);

const provesBetween = ({ row, at }: PlacedEvidence, { start, end, witness }: BillableConnection): boolean =>
  witness === 'heartbeat' ? at >= start && at <= end : row.kind === 'present' && at >= start && at <= end;

/** The fold takes a connection's person and class from whatever row has them. */
function whoTells(
  { person, participantClass }: BillableConnection,
  own: readonly PlacedEvidence[],
  kept: readonly PlacedEvidence[],
): readonly Evidence[] {
  const telling = (tells: (row: Evidence) => boolean): readonly Evidence[] =>
    kept.some(({ row }) => tells(row)) ? [] : own.filter(({ row }) => tells(row)).map(({ row }) => row);
  return [
    ...(person === undefined ? [] : telling((row) => row.person === person)),
    ...(participantClass === 'person' ? [] : telling((row) => row.participantClass === participantClass)),
  ];
}

/** The person's pages during a vendor's connection. */
const pagesBeside = (
  { tenant, consultId, provider, person, participantClass, witness, start, end }: BillableConnection,
  intervals: readonly PresenceInterval[],
): readonly PresenceInterval[] =>
  witness === 'heartbeat' || person === undefined
    ? []
    : intervals.filter(
        (page) =>
          page.witness === 'heartbeat' &&
          page.tenant === tenant &&
          page.consultId === consultId &&
          page.provider === provider &&
          page.person === person &&
          page.participantClass === participantClass &&
          page.start <= end &&
          page.end >= start,
      );

const witnessesOf = ({ proofs }: PresenceInterval): readonly Evidence[] =>
  proofs === undefined ? [] : [...proofs.start, ...proofs.end, ...proofs.rows.map(({ row }) => row)];
