import type { Json, MediaKind, MediaSource, PublicationId, Quality } from '@patchbay/contract';
import type { VonagePeer, VonageStream } from './vonage-sdk.ts';

/** Who somebody is, by the data in their token. */
export interface VonagePerson {
  readonly id: string;
  readonly userKey: string | undefined;
}

/** A client past Patchbay has other data, or none: then the connection itself is the participant. */
export function personOf({ data, connectionId }: VonagePeer): VonagePerson {
  const { participant, userKey } = Object(parseJson(data)) as Readonly<Record<string, unknown>>;
  return typeof participant === 'string' && participant !== ''
    ? { id: participant, userKey: typeof userKey === 'string' ? userKey : undefined }
    : { id: connectionId, userKey: undefined };
}

/** Of two connections of one person the one that came later; of the same moment, the one with the greater id. */
export const isNewer = (one: VonagePeer, other: VonagePeer): boolean =>
  one.creationTime === other.creationTime
    ? one.connectionId > other.connectionId
    : one.creationTime > other.creationTime;

const kinds: Readonly<Record<string, MediaKind>> = {
  camera: 'video',
  microphone: 'audio',
  screen: 'video',
  'screen-audio': 'audio',
};

export interface DescribedMedia {
  readonly id: PublicationId;
  readonly source: MediaSource;
  readonly kind: MediaKind;
  readonly muted: boolean;
}

/**
 * What a stream shows: a name of ours tells, and it has one track. A client past Patchbay names its streams as it likes and
 * puts sound and picture in one: then each kind is a publication.
 */
export function describeMedia(stream: VonageStream, kind: MediaKind): DescribedMedia {
  const muted = kind === 'video' ? !stream.hasVideo : !stream.hasAudio;
  if (kinds[stream.name] === kind)
    return { id: stream.streamId, source: stream.name as MediaSource, kind, muted };
  const source = kind === 'video' ? 'camera' : 'microphone';
  return { id: `${stream.streamId}/${kind}`, source, kind, muted };
}

const qualities: Readonly<Record<string, Quality>> = {
  excellent: 'excellent',
  good: 'good',
  fair: 'fair',
  warning: 'poor',
  critical: 'poor',
};

export const qualityOf = (condition: string): Quality => qualities[condition] ?? 'unknown';

/** Undefined for what is no JSON, and so none of ours. */
export function parseJson(text: string | undefined): Json | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as Json);
  } catch {
    return undefined;
  }
}
