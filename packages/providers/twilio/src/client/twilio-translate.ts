import type { Json, MediaKind, PublishableSource, Quality } from '@patchbay/contract';
import type { TwilioPublication, TwilioStatsReport, TwilioTrackStats } from './twilio-sdk.ts';

const sources = ['camera', 'microphone', 'screen-audio', 'screen'] as const;

/** Names tell the source; no two of one participant may be the same (error 53304), hence the number. */
export const trackName = (source: PublishableSource, count: number): string => `${source}-${count}`;

/** A client past Patchbay names its tracks as it likes: then the kind decides. */
export function describeTrack({ kind: given, trackName: name }: TwilioPublication) {
  const kind: MediaKind = given === 'audio' ? 'audio' : 'video';
  const named = sources.find((source) => name.startsWith(`${source}-`));
  return { kind, source: named ?? (kind === 'audio' ? 'microphone' : 'camera') };
}

/** 0 is a broken connection, 5 the best. */
const qualities: readonly Quality[] = ['lost', 'poor', 'poor', 'fair', 'good', 'excellent'];

export const qualityOf = (level: number): Quality => qualities[level] ?? 'unknown';

/** What our data track carries: who the sender is and whom they hear, by sid, or a message. */
export type TwilioNote =
  | { readonly hello: { readonly userKey: string; readonly hears: readonly unknown[] } }
  | { readonly message: Json };

/** Undefined for what is none of ours. */
export function decodeNote(data: string | ArrayBuffer): TwilioNote | undefined {
  const { hello, message } = fieldsOf(parse(data));
  if (message !== undefined) return { message: message as Json };
  const { userKey, hears } = fieldsOf(hello);
  return typeof userKey === 'string' && Array.isArray(hears) ? { hello: { userKey, hears } } : undefined;
}

const kinds = ['localAudio', 'localVideo', 'remoteAudio', 'remoteVideo'] as const;

/** Of all tracks, or of one. */
export const statsOf = (reports: readonly TwilioStatsReport[], sid?: string): readonly TwilioTrackStats[] =>
  reports
    .flatMap((report) => kinds.flatMap((kind) => report[`${kind}TrackStats`]))
    .filter(({ trackSid }) => sid === undefined || sid === trackSid);

/** A browser tells per peer connection and layer: counts add up, sizes and times are the greatest. */
export function numbersOf(stats: readonly TwilioTrackStats[]) {
  type Read = (one: TwilioTrackStats) => unknown;
  const join = (read: Read, merge: (a: number, b: number) => number) => {
    const [first, ...rest] = stats.map(read).filter((value) => typeof value === 'number');
    return first === undefined ? undefined : rest.reduce(merge, first);
  };
  const sum = (read: Read) => join(read, (a, b) => a + b);
  const most = (read: Read) => join(read, (a, b) => Math.max(a, b));
  const seconds = (milliseconds: number | undefined) => milliseconds && milliseconds / 1000;
  return {
    bytesSent: sum(({ bytesSent }) => bytesSent),
    bytesReceived: sum(({ bytesReceived }) => bytesReceived),
    packetsLost: sum(({ packetsLost }) => packetsLost),
    freezeCount: sum(({ freezeCount }) => freezeCount),
    jitterSeconds: seconds(most(({ jitter }) => jitter)),
    roundTripSeconds: seconds(most(({ roundTripTime }) => roundTripTime)),
    frameWidth: most(({ dimensions }) => dimensions?.width),
    frameHeight: most(({ dimensions }) => dimensions?.height),
  };
}

const fieldsOf = (value: unknown) => Object(value) as Readonly<Record<string, unknown>>;

function parse(data: string | ArrayBuffer): unknown {
  try {
    return typeof data === 'string' ? JSON.parse(data) : undefined;
  } catch {
    return undefined;
  }
}
