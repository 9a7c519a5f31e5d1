import type {
  ParticipantId,
  ProviderStats,
  PublicationId,
  PublishableSource,
  Quality,
} from '@patchbay/contract';
import { readCounters } from '@patchbay/contract';
import type { ZoomUser } from './zoom-sdk.ts';

export const sources = ['camera', 'microphone', 'screen'] as const satisfies readonly PublishableSource[];
export type ZoomSource = (typeof sources)[number];

/** Zoom has one camera, one microphone and one screen per user and names none of them. */
export const publicationId = (userId: number, source: ZoomSource): PublicationId => `${userId}-${source}`;

/** Who joined past Patchbay has no key in the token; Zoom's id is then all there is. */
export const participantId = ({ userKey, userId }: ZoomUser): ParticipantId =>
  userKey === undefined || userKey === '' ? `zoom-${userId}` : userKey;

/** 0 and 1 are bad, 2 is normal, the others are good (2.5.0, `NetworkQuality`). */
const qualities: readonly Quality[] = ['poor', 'poor', 'fair', 'good', 'good', 'excellent'];

export const qualityOf = (level: number): Quality => qualities[level] ?? 'unknown';

type Row = Readonly<Partial<Record<'nodeId' | 'kind' | 'isSharing' | 'roundTripTime', unknown>>>;

/** By the rows' marks of whose and what they are; empty while media goes by WebAssembly, of which Zoom tells no counters. */
export function readZoomStats(told: object): ProviderStats {
  const rows: Row[] = [...(told instanceof Map ? told.values() : Object.values(told))].map(Object);
  const reports = new Map<PublicationId, Map<string, Row>>();
  for (const [index, row] of rows.entries()) {
    const video = row.isSharing === true ? 'screen' : 'camera';
    const id = publicationId(Number(row.nodeId), row.kind === 'audio' ? 'microphone' : video);
    reports.set(id, new Map(reports.get(id)).set(String(index), row));
  }
  const roundTrips = rows.map((row) => row.roundTripTime).filter((time) => typeof time === 'number');
  const roundTripSeconds = roundTrips.length === 0 ? undefined : Math.max(...roundTrips);
  return { roundTripSeconds, ...readCounters(reports) };
}
