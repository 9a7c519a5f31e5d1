import type { ParticipantId, UserKey } from '@patchbay/contract';
import { z } from 'zod';

/** Characters. An offer for four people with camera, microphone and screen is about 30,000. */
const longestFrame = 131_072;
const id = z.string().min(1).max(128);
const count = z.int().min(0);
/** `stream` is the id of the media stream that carries the track; the receiver finds the track by it. */
const publication = z.strictObject({
  id,
  stream: id,
  source: z.enum(['camera', 'microphone', 'screen', 'screen-audio']),
  kind: z.enum(['audio', 'video']),
  muted: z.boolean(),
});
const publications = z.array(publication).max(8);

const signal = z.discriminatedUnion('type', [
  /** `round` counts the sender's offers; an answer repeats that of its offer, so a late answer is recognised. */
  z.strictObject({
    type: z.literal('description'),
    round: count,
    description: z.strictObject({ type: z.enum(['offer', 'answer']), sdp: z.string().min(1) }),
  }),
  z.strictObject({
    type: z.literal('candidate'),
    candidate: z.string().max(1_024),
    sdpMid: z.string().max(64).nullable(),
    sdpMLineIndex: count.nullable(),
    usernameFragment: z.string().max(256).nullable(),
  }),
]);

/**
 * `join` is the first frame on every socket, with the ticket's token or, after a loss, the last `resume` token: not in the
 * URL, where proxies would log it. `to` is a connection in the same room; a signal to one that is gone is dropped.
 */
const clientFrame = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('join'), token: z.string().max(8_192), publications }),
  z.strictObject({ type: z.literal('publications'), publications }),
  z.strictObject({ type: z.literal('signal'), to: id, signal }),
  z.strictObject({ type: z.literal('pong') }),
  z.strictObject({ type: z.literal('leave') }),
]);

export type MeshPublication = Readonly<z.infer<typeof publication>>;
export type PeerSignal = z.infer<typeof signal>;
export type ClientFrame = z.infer<typeof clientFrame>;

/** One join of one participant. A rejoin is another connection; a resumed socket is the same one. */
export interface MeshMember {
  readonly connection: string;
  readonly participant: ParticipantId;
  readonly userKey: UserKey;
  readonly publications: MeshPublication[];
}

/** `joined` answers `join` with everybody else. `member` tells of one who joined, or came back after a loss. */
export type ServerFrame =
  | { type: 'joined'; resume: string; members: MeshMember[] }
  | { type: 'member'; member: MeshMember }
  | { type: 'member-left'; from: string }
  | { type: 'signal'; from: string; signal: PeerSignal }
  | { type: 'publications'; from: string; publications: MeshPublication[] }
  | { type: 'ping' };

/** Undefined for anything that is not exactly a frame. */
export function parseClientFrame(text: string): ClientFrame | undefined {
  try {
    return text.length > longestFrame ? undefined : clientFrame.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** What the server half mints and the client half reads. `url` is `ws:` or `wss:`. */
export interface MeshCredentials {
  readonly url: string;
  readonly token: string;
  readonly participant: ParticipantId;
  readonly iceServers: { urls: string | string[]; username?: string; credential?: string }[];
}
