import type { InboundTrackStats, Json, MediaKind, OutboundTrackStats } from '@patchbay/contract';
import type { ParticipantId, ProviderParticipant, PublishableSource, Quality } from '@patchbay/contract';
import { identify } from '../pexip-identity.ts';
import type { PexipParticipant, PexipStats, PexipTrackStats } from './pexip-sdk.ts';

export function describeParticipant(participant: PexipParticipant): ProviderParticipant {
  const { uuid, displayName, rawData, isMuted, isClientMuted, isCameraMuted } = participant;
  const mutedInMix: PublishableSource[] = [];
  if (isMuted || isClientMuted) mutedInMix.push('microphone');
  if (isCameraMuted) mutedInMix.push('camera');
  return { ...identify(uuid, displayName, rawData.call_tag ?? ''), mutedInMix };
}

const qualities: readonly Quality[] = ['excellent', 'good', 'fair', 'poor'];

/** The worse of both ways. Pexip has four steps and none for lost. */
export function qualityOf(ways: readonly (number | undefined)[]): Quality {
  const known = ways.filter((way) => way !== undefined);
  return qualities[Math.max(...known)] ?? 'unknown';
}

/** Our messages in an envelope: Pexip's own apps and others' may send some of theirs. */
export const encodeMessage = (message: Json) => ({
  type: 'application/json',
  payload: JSON.stringify({ patchbay: message }),
});

/** Undefined for what is none of ours. */
export const decodeMessage = (message: unknown): Json | undefined =>
  (Object(message) as { readonly patchbay?: Json }).patchbay;

export const mixId = (kind: MediaKind): string => `mix-${kind}`;
export const screenId = (presenter: ParticipantId): string => `screen-${presenter}`;

type About<Stats> = Pick<Stats, Extract<keyof Stats, 'publicationId' | 'participantId' | 'source' | 'kind'>>;

/** The SDK counts a presentation apart, and the rest by kind. */
const select = ({ source, kind }: { readonly source: string; readonly kind: MediaKind }) =>
  source === 'screen' ? 'preso' : kind;

const common = (stats: PexipTrackStats | undefined) => ({
  packetsLost: stats?.packetsLost,
  frameWidth: stats?.resolutionWidth,
  frameHeight: stats?.resolutionHeight,
});

export function inboundStats(
  all: PexipStats | undefined,
  about: About<InboundTrackStats>,
): InboundTrackStats {
  const stats = all?.inbound[select(about)];
  const untold = { framesDecoded: undefined, freezeCount: undefined };
  const told = { bytesReceived: stats?.bytesTransmitted, jitterSeconds: stats?.jitter };
  return { ...about, ...common(stats), ...told, ...untold };
}

export function outboundStats(
  all: PexipStats | undefined,
  about: About<OutboundTrackStats>,
): OutboundTrackStats {
  const stats = all?.outbound[select(about)];
  return { ...about, ...common(stats), bytesSent: stats?.bytesTransmitted, framesEncoded: undefined };
}

/** The longest known. */
export function roundTripOf(stats: PexipStats | undefined): number | undefined {
  const tracks = [stats?.inbound, stats?.outbound].flatMap((way) => [way?.audio, way?.video, way?.preso]);
  const times = tracks.flatMap((track) => track?.roundTripTime ?? []);
  return times.length === 0 ? undefined : Math.max(...times);
}
