import type { ParticipantId, PublicationId, Quality } from '@patchbay/contract';
import type { SignallingCredentials } from '@patchbay/signalling';
import { z } from 'zod';

const id = z.string().min(1).max(128);
/** mediasoup checks what is in there, and knows best. */
const parameters = z.record(z.string(), z.unknown());

/** What browsers ask of the room, beside messages. A transport, or a consumer, of before a restart is not found. */
export const mediaRequest = z.discriminatedUnion('type', [
  /** The browser has loaded the room's codecs: it can consume. */
  z.strictObject({ type: z.literal('ready'), rtpCapabilities: parameters }),
  z.strictObject({ type: z.literal('connect'), transport: id, dtlsParameters: parameters }),
  z.strictObject({ type: z.literal('restart-ice'), transport: id }),
  z.strictObject({
    type: z.literal('produce'),
    transport: id,
    /** Made by the browser: its connection's id, a full stop, and a count. */
    publication: id,
    source: z.enum(['camera', 'microphone', 'screen', 'screen-audio']),
    muted: z.boolean(),
    kind: z.enum(['audio', 'video']),
    rtpParameters: parameters,
  }),
  /** The browser has made the consumer: media may flow. */
  z.strictObject({ type: z.literal('consuming'), consumer: id }),
  z.strictObject({ type: z.literal('mute'), publication: id, muted: z.boolean() }),
  z.strictObject({ type: z.literal('unpublish'), publication: id }),
]);

export type MediaRequest = z.infer<typeof mediaRequest>;

export interface TransportTerms {
  readonly id: string;
  readonly iceParameters: object;
  readonly iceCandidates: readonly object[];
  readonly dtlsParameters: object;
}

/** What a browser makes its transports from. */
export interface MediaTerms {
  readonly routerRtpCapabilities: object;
  readonly send: TransportTerms;
  readonly receive: TransportTerms;
}

export interface Publication {
  readonly id: PublicationId;
  readonly participant: ParticipantId;
  readonly source: Extract<MediaRequest, { type: 'produce' }>['source'];
  readonly kind: 'audio' | 'video';
  readonly muted: boolean;
}

export interface ConsumerTerms {
  readonly id: string;
  readonly producerId: string;
  readonly rtpParameters: object;
}

export type MediaBody =
  | { readonly type: 'consume'; readonly consumer: ConsumerTerms; readonly publication: Publication }
  | { readonly type: 'unpublished'; readonly publication: PublicationId }
  | { readonly type: 'muted'; readonly publication: PublicationId; readonly muted: boolean }
  | { readonly type: 'paused'; readonly publication: PublicationId; readonly paused: boolean }
  /** These two are not repeated when they are lost. `participant` is absent for oneself. */
  | { readonly type: 'quality'; readonly participant?: ParticipantId; readonly quality: Quality }
  | { readonly type: 'speakers'; readonly participants: readonly ParticipantId[] };

export interface MediasoupProtocol {
  readonly request: MediaRequest;
  readonly body: MediaBody;
  readonly welcome: MediaTerms;
}

export type IceServers = { urls: string | string[]; username?: string; credential?: string }[];

/** What the server half mints and the client half reads. */
export interface MediasoupCredentials extends SignallingCredentials {
  readonly iceServers: IceServers;
}
