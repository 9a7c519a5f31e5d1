import type {
  InboundCounters,
  OutboundCounters,
  ProviderStats,
  PublicationId,
  SessionStats,
} from '@patchbay/contract';
import type { SessionSnapshot } from './session-snapshot.ts';

const unknownInbound: InboundCounters = {
  bytesReceived: undefined,
  packetsLost: undefined,
  jitterSeconds: undefined,
  framesDecoded: undefined,
  frameWidth: undefined,
  frameHeight: undefined,
  freezeCount: undefined,
};
const unknownOutbound: OutboundCounters = {
  bytesSent: undefined,
  packetsLost: undefined,
  framesEncoded: undefined,
  frameWidth: undefined,
  frameHeight: undefined,
};

/** The provider's counters with what the session knows of each publication; `providerIdOf` is of one's own. */
export function describeStats(
  told: ProviderStats,
  at: number,
  { mixes, participants, localPublications }: SessionSnapshot,
  providerIdOf: (id: PublicationId) => PublicationId | undefined,
): SessionStats {
  const owned = [...participants].flatMap(([participantId, { publications }]) =>
    [...publications.values()].map((publication) => ({ participantId, publication })),
  );
  const mixed = [...mixes.values()].map((publication) => ({ participantId: undefined, publication }));
  const [inbound, outbound] = [byId(told.inbound), byId(told.outbound)];
  return {
    at,
    roundTripSeconds: told.roundTripSeconds,
    inbound: [...mixed, ...owned].map(({ participantId, publication: { id, source, kind } }) => ({
      ...unknownInbound,
      ...inbound.get(id),
      publicationId: id,
      participantId,
      source,
      kind,
    })),
    outbound: [...localPublications.values()].map(({ id, source, kind }) => ({
      ...unknownOutbound,
      ...outbound.get(providerIdOf(id) ?? ''),
      publicationId: id,
      source,
      kind,
    })),
  };
}

const byId = <Row extends { readonly publicationId: PublicationId }>(rows: readonly Row[]) =>
  new Map(rows.map((row) => [row.publicationId, row]));
