import { z } from 'zod';

/**
 * What twilio-video 2.36.0 sends: the Room Signaling Protocol (RSP), version 2, in the envelopes of the Twilio Connections
 * Messaging Protocol (TCMP), version 2. Read in its `lib/twilioconnection.js` and `lib/signaling/v2`; only what the emulator
 * needs is written down, the rest is let through.
 */
export const track = z.looseObject({
  id: z.string(),
  kind: z.enum(['audio', 'video', 'data']),
  name: z.string(),
  enabled: z.boolean(),
  priority: z.unknown(),
});
export type TrackState = z.infer<typeof track>;

const description = z.looseObject({
  type: z.enum(['offer', 'answer', 'pranswer', 'close', 'create-offer', 'rollback']),
  revision: z.number().optional(),
  sdp: z.string().optional(),
});

const ice = z.looseObject({
  candidates: z.array(z.unknown()),
  ufrag: z.string().nullable(),
  revision: z.number(),
  complete: z.boolean().optional(),
});

const peerConnection = z.looseObject({
  id: z.string(),
  description: description.optional(),
  ice: ice.optional(),
});
export type PeerConnectionState = z.infer<typeof peerConnection>;

const participant = z.looseObject({ revision: z.number(), tracks: z.array(track) });
export type LocalState = z.infer<typeof participant>;

const states = { participant, peer_connections: z.array(peerConnection) };

export const rsp = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('ice'), token: z.unknown() }),
  z.looseObject({ type: z.literal('connect'), name: z.string().nullish(), token: z.unknown(), ...states }),
  z.looseObject({ type: z.literal('sync'), session: z.string(), token: z.unknown(), ...states }),
  z.looseObject({
    type: z.literal('update'),
    participant: participant.optional(),
    peer_connections: z.array(peerConnection).optional(),
  }),
  z.looseObject({ type: z.literal('disconnect') }),
]);
export type RspMessage = z.infer<typeof rsp>;

export const tcmp = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('hello'), timeout: z.number(), version: z.literal(2), body: z.unknown() }),
  z.looseObject({ type: z.literal('msg'), body: z.unknown() }),
  z.looseObject({ type: z.literal('heartbeat') }),
  z.looseObject({ type: z.literal('bye') }),
]);

/** What the emulator tells an SDK. */
export type RspReply = Readonly<Record<string, unknown>> & { readonly type: string };
