import type { MediaKind, ParticipantId, PublicationId, PublishableSource, Quality } from '@patchbay/contract';
import { readInboundStats, readOutboundStats } from '@patchbay/contract';
import type { ZoomUser } from './zoom-sdk.ts';

export type ZoomSource = Exclude<PublishableSource, 'screen-audio'>;

/** Zoom has one camera, one microphone and one screen per user and names none of them. */
export const publicationId = (userId: number, source: ZoomSource): PublicationId => `${userId}-${source}`;

/** Who joined past Patchbay has no key in the token; Zoom's id is then all there is. */
export const participantId = ({ userKey, userId }: ZoomUser): ParticipantId =>
  userKey === undefined || userKey === '' ? `zoom-${userId}` : userKey;

/** 0 and 1 are bad, 2 is normal, the others are good (2.5.0, `NetworkQuality`). */
const qualities: readonly Quality[] = ['poor', 'poor', 'fair', 'good', 'good', 'excellent'];

export const qualityOf = (level: number): Quality => qualities[level] ?? 'unknown';

type Row = Readonly<Partial<Record<'nodeId' | 'kind' | 'isSharing' | 'roundTripTime', unknown>>>;

/** One source of one user by the rows that Zoom marks so; empty while media goes by WebAssembly, of which it tells no counters. */
export function readZoomStats(told: object) {
  const rows = [...(told instanceof Map ? told.values() : Object.values(told))].map(
    (row) => Object(row) as Row,
  );
  const reportOf = (userId: number, source: ZoomSource) => {
    const isOf = ({ nodeId, kind, isSharing }: Row): boolean =>
      Number(nodeId) === userId && kind === kindOf(source) && (isSharing === true) === (source === 'screen');
    return new Map(rows.filter(isOf).map((row, index) => [String(index), row]));
  };
  const roundTrips = rows
    .map(({ roundTripTime }) => roundTripTime)
    .filter((time) => typeof time === 'number');
  const about = (source: ZoomSource) => ({ source, kind: kindOf(source) });
  return {
    inbound: (userId: number, source: ZoomSource) => ({
      ...about(source),
      ...readInboundStats(reportOf(userId, source)),
    }),
    outbound: (userId: number, source: ZoomSource) => ({
      ...about(source),
      ...readOutboundStats(reportOf(userId, source)),
    }),
    roundTripSeconds: roundTrips.length === 0 ? undefined : Math.max(...roundTrips),
  };
}

const kindOf = (source: ZoomSource): MediaKind => (source === 'microphone' ? 'audio' : 'video');
