import type { Json, MediaKind, PublishableSource, Quality } from '@patchbay/contract';
import { isScreenUid, participantIdOf } from '../agora-uids.ts';
import type { AgoraQuality, AgoraUid } from './agora-sdk.ts';

/** What a client publishes tells what it shows: a person's two clients send one sound and one picture each, at most. */
export function describeMedia(uid: number, kind: MediaKind) {
  const sources = isScreenUid(uid)
    ? ({ audio: 'screen-audio', video: 'screen' } as const)
    : ({ audio: 'microphone', video: 'camera' } as const);
  return { key: `${uid}-${kind}`, participantId: participantIdOf(uid), source: sources[kind], kind };
}

/** A user account, which is text, is none of Patchbay's: the ids of the two kinds must not be mixed in a channel. */
export const isOurs = (uid: AgoraUid): uid is number => typeof uid === 'number';

/** 0 is unknown, 1 the best, 6 a broken connection: the other way round than elsewhere. */
const qualities: readonly Quality[] = ['unknown', 'excellent', 'good', 'fair', 'poor', 'poor', 'lost'];

/** The worse of both ways. */
export const qualityOf = (told: AgoraQuality): Quality =>
  qualities[Math.max(told.uplinkNetworkQuality, told.downlinkNetworkQuality)] ?? 'unknown';

/** What a stream message carries: who the sender is and what is silent of theirs, or a message of the application's. */
export type AgoraNote =
  | { readonly hello: { readonly userKey: string; readonly muted: readonly string[] } }
  | { readonly message: Json };

export const encodeNote = (note: AgoraNote): Uint8Array => new TextEncoder().encode(JSON.stringify(note));

/** Undefined for what is none of ours. */
export function decodeNote(payload: Uint8Array): AgoraNote | undefined {
  const { hello, message } = fieldsOf(parse(payload));
  if (message !== undefined) return { message: message as Json };
  const { userKey, muted } = fieldsOf(hello);
  return typeof userKey === 'string' && isTexts(muted) ? { hello: { userKey, muted } } : undefined;
}

export const isScreenSource = (source: PublishableSource): boolean =>
  source === 'screen' || source === 'screen-audio';

const fieldsOf = (value: unknown) => Object(value) as Readonly<Record<string, unknown>>;
const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

function parse(payload: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(payload));
  } catch {
    return undefined;
  }
}
