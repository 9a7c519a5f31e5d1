import {
  type InboundTrackStats,
  type MediaKind,
  type OutboundTrackStats,
  type ParticipantId,
  type PublicationId,
  type PublishableSource,
  type Quality,
  readInboundStats,
  readOutboundStats,
} from '@patchbay/contract';
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

/** Tells our commands from those of others. */
const mark = 'pb1:';

/** What our commands carry: a message, or that a camera was taken back, which Zoom tells like one that is off. */
export type ZoomNote =
  | { readonly kind: 'message'; readonly text: string }
  | { readonly kind: 'camera-taken-back' };

export const encodeNote = (note: ZoomNote): string =>
  note.kind === 'message' ? `${mark}${note.text}` : `${mark}${note.kind}`;

/** Undefined for what is none of ours. No JSON text is `camera-taken-back`. */
export function decodeNote(command: string): ZoomNote | undefined {
  if (!command.startsWith(mark)) return undefined;
  const text = command.slice(mark.length);
  return text === 'camera-taken-back' ? { kind: text } : { kind: 'message', text };
}

type Row = Readonly<Record<string, unknown>>;

/** Statistics of one source of one user, by the rows that Zoom marks with the user's id. */
export interface ZoomStats {
  inbound(userId: number, source: ZoomSource): Omit<InboundTrackStats, 'publicationId' | 'participantId'>;
  outbound(userId: number, source: ZoomSource): Omit<OutboundTrackStats, 'publicationId'>;
  readonly roundTripSeconds: number | undefined;
}

/** Empty while media goes by WebAssembly, of which Zoom tells no counters. */
export function readZoomStats(told: object): ZoomStats {
  const rows = [...(told instanceof Map ? told.values() : Object.values(told))].map(
    (row) => Object(row) as Row,
  );
  const reportOf = (userId: number, source: ZoomSource) => {
    const kind = kindOf(source);
    const own = rows.filter(
      (row) =>
        Number(row['nodeId']) === userId &&
        row['kind'] === kind &&
        (row['isSharing'] === true) === (source === 'screen'),
    );
    return new Map(own.map((row, index) => [String(index), row]));
  };
  const roundTrips = rows.map((row) => row['roundTripTime']).filter((time) => typeof time === 'number');
  return {
    inbound: (userId, source) => ({
      source,
      kind: kindOf(source),
      ...readInboundStats(reportOf(userId, source)),
    }),
    outbound: (userId, source) => ({
      source,
      kind: kindOf(source),
      ...readOutboundStats(reportOf(userId, source)),
    }),
    roundTripSeconds: roundTrips.length === 0 ? undefined : Math.max(...roundTrips),
  };
}

const kindOf = (source: ZoomSource): MediaKind => (source === 'microphone' ? 'audio' : 'video');
