import type { Json, OutgoingMedia, ProviderMedia, PublicationId } from '@patchbay/contract';
import type { ProviderParticipant, PublishableSource } from '@patchbay/contract';
import { identify } from '../pexip-identity.ts';
import type { PexipParticipant, PexipStats, PexipTrackStats } from './pexip-sdk.ts';

export function describeParticipant(participant: PexipParticipant): ProviderParticipant {
  const { uuid, displayName, rawData, isMuted, isClientMuted, isCameraMuted } = participant;
  const mutedInMix: PublishableSource[] = [];
  if (isMuted || isClientMuted) mutedInMix.push('microphone');
  if (isCameraMuted) mutedInMix.push('camera');
  return { ...identify(uuid, displayName, rawData.call_tag ?? ''), mutedInMix };
}

/** Our messages in an envelope: Pexip's own apps and others' may send some of theirs. */
export const encodeMessage = (message: Json) => ({
  type: 'application/json',
  payload: JSON.stringify({ patchbay: message }),
});

/** Undefined for what is none of ours. */
export const decodeMessage = (message: unknown): Json | undefined =>
  (Object(message) as { readonly patchbay?: Json }).patchbay;

type Published = ReadonlyMap<PublicationId, Pick<OutgoingMedia, 'source' | 'kind'>>;

/** The SDK counts a presentation apart, and the rest by kind. */
export function statsOf(stats: PexipStats | undefined, shown: Iterable<ProviderMedia>, published: Published) {
  const common = (one: PexipTrackStats | undefined) => ({
    packetsLost: one?.packetsLost,
    frameWidth: one?.resolutionWidth,
    frameHeight: one?.resolutionHeight,
  });
  const inbound = [...shown].map(({ id: publicationId, participantId, source, kind }) => {
    const one = stats?.inbound[source === 'screen' ? 'preso' : kind];
    const counted = { bytesReceived: one?.bytesTransmitted, jitterSeconds: one?.jitter };
    const untold = { framesDecoded: undefined, freezeCount: undefined };
    return { publicationId, participantId, source, kind, ...common(one), ...counted, ...untold };
  });
  const outbound = [...published].map(([publicationId, { source, kind }]) => {
    const one = stats?.outbound[source === 'screen' ? 'preso' : kind];
    const counted = { bytesSent: one?.bytesTransmitted, framesEncoded: undefined };
    return { publicationId, source, kind, ...common(one), ...counted };
  });
  const { audio, video } = stats?.outbound ?? {};
  return { roundTripSeconds: video?.roundTripTime ?? audio?.roundTripTime, inbound, outbound };
}
