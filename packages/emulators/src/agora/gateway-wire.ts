import { z } from 'zod';

/** A codec as the SDK's own SDP parser tells it. */
const codec = z.looseObject({
  payloadType: z.int(),
  rtpMap: z.looseObject({ encodingName: z.string(), clockRate: z.int() }),
  rtcpFeedbacks: z.array(z.looseObject({ type: z.string() })),
  fmtp: z.looseObject({ parameters: z.record(z.string(), z.unknown()) }).optional(),
});
const codecs = z.array(codec);
const capabilities = z.looseObject({ audioCodecs: codecs, videoCodecs: codecs });

/** The SDK's side of a peer connection, and what it can send and receive. */
export const ortcOffer = z.looseObject({
  iceParameters: z.looseObject({ iceUfrag: z.string(), icePwd: z.string() }),
  dtlsParameters: z.looseObject({
    fingerprints: z.array(z.looseObject({ hashFunction: z.string(), fingerprint: z.string() })).min(1),
  }),
  rtpCapabilities: z.looseObject({
    send: capabilities.optional(),
    recv: capabilities.optional(),
    sendrecv: capabilities.optional(),
  }),
});

const ssrc = z.int().min(0).max(0xffff_ffff);
const stream = z.looseObject({
  stream_type: z.string(),
  ssrcs: z.array(z.looseObject({ ssrcId: ssrc, rtx: ssrc.optional() })).min(1),
});

/** What of the SDK's requests is read; the rest of each is left alone. */
export const gatewayMessages = {
  join: z.looseObject({
    channel_name: z.string(),
    ap_response: z.looseObject({ uid: z.int(), ticket: z.string() }),
    ortc: ortcOffer,
  }),
  rejoin: z.looseObject({ token: z.string() }),
  connect: z.looseObject({ ortc: ortcOffer }),
  publish: z.looseObject({ ortc: z.array(stream).min(1) }),
  unpublish: z.looseObject({ ortc: z.array(z.looseObject({ stream_type: z.string() })) }),
  subscribe: z.looseObject({ stream_id: z.int(), stream_type: z.string(), ssrcId: ssrc }),
  unsubscribe: z.looseObject({
    stream_id: z.int(),
    ortc: z.array(z.looseObject({ stream_type: z.string() })).optional(),
  }),
  data: z.looseObject({ payload: z.base64() }),
  control: z.looseObject({ action: z.string() }),
  renew: z.looseObject({ token: z.string() }),
};

export const gatewayRequest = z.looseObject({
  _id: z.string().optional(),
  _type: z.string(),
  /** Absent where there is nothing to say: `leave`, `ping`, `traffic_stats`. */
  _message: z.unknown().optional(),
});

export type OrtcOffer = z.infer<typeof ortcOffer>;
export type Codec = z.infer<typeof codec>;
export type AnnouncedStream = z.infer<typeof stream>;
export type StreamKind = 'audio' | 'video';

/** `audio`; or `high`, `low`, `screen`, ..., which are all video. */
export const kindOfStream = (type: string): StreamKind => (type === 'audio' ? 'audio' : 'video');
