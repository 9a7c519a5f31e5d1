import type { Json, ParticipantId, UserKey } from '@patchbay/contract';

/** What one provider's halves say to each other, beside what all say: the type parameter of everything here. */
export interface Protocol {
  /** What a browser may ask. */
  readonly request: unknown;
  /** What it is told. */
  readonly body: { readonly type: string };
  /** What it begins with, at first and when the server has forgotten it. */
  readonly welcome: object;
}

/** One join of one participant. A rejoin is another connection; who comes back after a loss is the same one. */
export interface Member {
  readonly connection: string;
  readonly participant: ParticipantId;
  readonly userKey: UserKey;
}

/** What the server half mints and the client half reads. `url` is `ws:` or `wss:`. */
export interface SignallingCredentials {
  readonly url: string;
  readonly token: string;
  readonly participant: ParticipantId;
}

/** The first frame on every socket, with the ticket's token or, after a loss, the last `resume` token. */
export interface Opening {
  readonly token: string;
  readonly heard: number;
}

/** Answers it. `fresh` is absent where a conversation goes on: nothing was lost. */
export interface Opened<P extends Protocol> {
  readonly resume: string;
  readonly heard: number;
  readonly connection: string;
  readonly fresh?: { readonly members: readonly Member[]; readonly welcome: P['welcome'] };
}

/** `number` counts up from 1 in each direction; what has none, 0, is not repeated when it is lost. */
export interface Frame<Body> {
  readonly number: number;
  /** The last number that the sender of this frame has heard. */
  readonly heard: number;
  readonly body: Body;
}

/** What every browser may say, beside its provider's own requests. */
export type CommonRequest =
  | { readonly type: 'message'; readonly message: Json; readonly to?: ParticipantId | undefined }
  | { readonly type: 'leave' }
  | { readonly type: 'pong' };

/** What every browser is told, beside its provider's own bodies. */
export type CommonBody =
  | { readonly type: 'answer'; readonly to: number; readonly result?: object; readonly error?: string }
  | { readonly type: 'member-joined'; readonly member: Member }
  | { readonly type: 'member-left'; readonly participant: ParticipantId }
  | { readonly type: 'message'; readonly from: ParticipantId; readonly message: Json }
  | { readonly type: 'ping' };

export type ClientFrame<Request> = { readonly opening: Opening } | Frame<Request | CommonRequest>;
export type ServerFrame<P extends Protocol> = { readonly opened: Opened<P> } | Frame<P['body'] | CommonBody>;
