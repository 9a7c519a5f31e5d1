import { type MediaKind, type MediaSource, parseJson, type Quality } from '@patchbay/contract';
import type { VonagePeer, VonageStream } from './vonage-sdk.ts';

/** Who somebody is, by the data in their token. A client past Patchbay has other data: then the connection is the participant. */
export function personOf({ data, connectionId }: VonagePeer) {
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

const sources: Readonly<Record<MediaKind, readonly MediaSource[]>> = {
  video: ['camera', 'screen'],
  audio: ['microphone', 'screen-audio'],
};

/**
 * What a stream shows: a name of ours tells, and it has one track. A client past Patchbay names its streams as it likes and
 * puts sound and picture in one: then each kind is a publication.
 */
export function describeMedia(
  { streamId, name, hasVideo, hasAudio }: VonageStream,
  { kind: given }: Pick<MediaStreamTrack, 'kind'>,
) {
  const kind: MediaKind = given === 'audio' ? 'audio' : 'video';
  const muted = kind === 'video' ? !hasVideo : !hasAudio;
  const named = sources[kind].find((source) => source === name);
  const source: MediaSource = named ?? (kind === 'video' ? 'camera' : 'microphone');
  return { id: named ? streamId : `${streamId}/${kind}`, source, kind, muted };
}

export const qualityOf = (condition: string): Quality => {
  if (condition === 'warning' || condition === 'critical') return 'poor';
  return condition === 'excellent' || condition === 'good' || condition === 'fair' ? condition : 'unknown';
};
