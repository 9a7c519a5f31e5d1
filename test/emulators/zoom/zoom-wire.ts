/** What the stand-in's module and its server say to each other. Zoom's own wire is another one, and unknown. */
export interface WireUser {
  readonly userId: number;
  readonly displayName: string;
  readonly userKey?: string;
  readonly audio: '' | 'computer';
  readonly muted: boolean;
  readonly bVideoOn: boolean;
  readonly sharerOn: boolean;
  readonly sharerPause: boolean;
  readonly isInFailover: boolean;
}

export type WireChange = Partial<Pick<WireUser, 'audio' | 'muted' | 'bVideoOn' | 'sharerOn' | 'sharerPause'>>;

/** Peer to peer: an offer, an answer or a candidate. */
export interface WireSignal {
  /** Of the connection that it is about: one begun anew is another. */
  readonly id: string;
  readonly description?: { readonly type: 'offer' | 'answer'; readonly sdp?: string };
  readonly candidate?: object;
}

export type ToServer =
  | { readonly type: 'join'; readonly topic: string; readonly token: string; readonly userName: string }
  | { readonly type: 'resume'; readonly secret: string }
  | { readonly type: 'change'; readonly change: WireChange }
  | { readonly type: 'command'; readonly text: string; readonly to?: number }
  /** The SDK's own word to others, over the same channel and unseen by applications. */
  | { readonly type: 'speaker-only'; readonly isSpeakerOnly: boolean; readonly to?: number }
  | { readonly type: 'signal'; readonly to: number; readonly signal: WireSignal }
  | { readonly type: 'leave' };

export type ToClient =
  | {
      readonly type: 'joined';
      readonly userId: number;
      readonly secret: string;
      readonly users: readonly WireUser[];
    }
  | { readonly type: 'refused'; readonly reason: string; readonly errorCode: number }
  | { readonly type: 'users'; readonly users: readonly WireUser[] }
  | { readonly type: 'command'; readonly senderId: number; readonly text: string }
  | { readonly type: 'speaker-only'; readonly senderId: number; readonly isSpeakerOnly: boolean }
  | { readonly type: 'signal'; readonly senderId: number; readonly signal: WireSignal }
  | { readonly type: 'closed'; readonly reason: string };
