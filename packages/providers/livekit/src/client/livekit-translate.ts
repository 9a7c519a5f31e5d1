import type { Json, MediaKind, ProviderParticipant, PublishableSource, Quality } from '@patchbay/contract';
import type { LivekitParticipant, LivekitPublication, LivekitStatsReport } from './livekit-sdk.ts';

/** The topic of our messages; data of other topics belongs to somebody else. */
export const messageTopic = 'patchbay';

/** LiveKit's `Track.Source` for what we publish. */
export const livekitSources: Readonly<Record<PublishableSource, string>> = {
  camera: 'camera',
  microphone: 'microphone',
  screen: 'screen_share',
  'screen-audio': 'screen_share_audio',
};

const ourSources = new Map(
  Object.entries(livekitSources).map(([ours, theirs]) => [theirs, ours as PublishableSource]),
);

/** The SDK shows no publications of other kinds. */
export const kindOf = (publication: LivekitPublication) => publication.kind as MediaKind;

/** A client past Patchbay may publish without a source: then the kind decides. */
export const sourceOf = (publication: LivekitPublication): PublishableSource =>
  ourSources.get(publication.source) ?? (kindOf(publication) === 'audio' ? 'microphone' : 'camera');

/** LiveKit's words are five of our six. */
export const qualityOf = (quality: string) => quality as Quality;

/** Our server half writes `{ userKey }` into the token's metadata; others may write what they like. */
export function participantOf(participant: LivekitParticipant): ProviderParticipant {
  const { userKey } = Object(jsonOf(participant.metadata ?? '')) as { readonly userKey?: unknown };
  return { id: participant.identity, userKey: typeof userKey === 'string' ? userKey : undefined };
}

export const encodeMessage = (message: Json): Uint8Array => new TextEncoder().encode(JSON.stringify(message));

/** Undefined for what is not JSON. */
export const decodeMessage = (payload: Uint8Array): Json | undefined =>
  jsonOf(new TextDecoder().decode(payload));

export function inboundNumbers(report: LivekitStatsReport | undefined) {
  const number = (name: string) => most(entriesOf(report, 'inbound-rtp'), name);
  return {
    bytesReceived: number('bytesReceived'),
    packetsLost: number('packetsLost'),
    jitterSeconds: number('jitter'),
    framesDecoded: number('framesDecoded'),
    frameWidth: number('frameWidth'),
    frameHeight: number('frameHeight'),
    freezeCount: number('freezeCount'),
  };
}

/** Simulcast sends one stream per layer: bytes and losses add up, frames and size are those of the best layer. */
export function outboundNumbers(report: LivekitStatsReport | undefined) {
  const layers = entriesOf(report, 'outbound-rtp');
  return {
    bytesSent: most(layers, 'bytesSent', sum),
    packetsLost: most(entriesOf(report, 'remote-inbound-rtp'), 'packetsLost', sum),
    framesEncoded: most(layers, 'framesEncoded'),
    frameWidth: most(layers, 'frameWidth'),
    frameHeight: most(layers, 'frameHeight'),
  };
}

export const hasSent = (report: LivekitStatsReport | undefined): boolean =>
  Boolean(most(entriesOf(report, 'outbound-rtp'), 'packetsSent'));

/** Of the candidate pair in use. */
export function roundTripSeconds(reports: readonly (LivekitStatsReport | undefined)[]): number | undefined {
  const pairs = reports.flatMap((report) => entriesOf(report, 'candidate-pair'));
  const used = pairs.filter((pair) => pair['nominated']);
  return most(used, 'currentRoundTripTime');
}

type Entry = Readonly<Record<string, unknown>>;

function entriesOf(report: LivekitStatsReport | undefined, type: string): readonly Entry[] {
  const entries: Entry[] = [];
  report?.forEach((entry) => {
    const { type: itsType } = Object(entry) as Entry;
    if (itsType === type) entries.push(entry as Entry);
  });
  return entries;
}

const sum = (a: number, b: number): number => a + b;

/** The greatest of the entries' values, or their sum; undefined when none has it. */
function most(entries: readonly Entry[], name: string, join: (a: number, b: number) => number = Math.max) {
  const values = entries.map((entry) => entry[name]).filter((value) => typeof value === 'number');
  return values.length === 0 ? undefined : values.reduce((a, b) => join(a, b));
}

function jsonOf(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
