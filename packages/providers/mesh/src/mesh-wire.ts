import type { ParticipantId } from '@patchbay/contract';
import type { SignallingCredentials } from '@patchbay/signalling';
import { z } from 'zod';

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
 * What browsers ask of the room. The first `publications` say that one is ready to be met. `to` is a connection in the same
 * room; a signal to one that is gone is dropped.
 */
export const meshRequest = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('publications'), publications }),
  z.strictObject({ type: z.literal('signal'), to: id, signal }),
]);

export type MeshPublication = Readonly<z.infer<typeof publication>>;
export type PeerSignal = z.infer<typeof signal>;

/** Somebody who is ready to be met. A rejoin is another connection; who comes back after a loss is the same one. */
export interface MeshMember {
  readonly connection: string;
  readonly participant: ParticipantId;
  readonly publications: MeshPublication[];
}

/** `member` tells of one who is ready only now, or again since the server has begun anew. */
export type MeshBody =
  | { readonly type: 'member'; readonly member: MeshMember }
  | { readonly type: 'publications'; readonly from: string; readonly publications: MeshPublication[] }
  | { readonly type: 'signal'; readonly from: string; readonly signal: PeerSignal };

export interface MeshProtocol {
  readonly request: z.infer<typeof meshRequest>;
  readonly body: MeshBody;
  readonly welcome: { readonly members: readonly MeshMember[] };
}

/** What the server half mints and the client half reads. */
export interface MeshCredentials extends SignallingCredentials {
  readonly iceServers: { urls: string | string[]; username?: string; credential?: string }[];
}
