import { z } from 'zod';

/**
 * What @whereby.com/core 1.20.3 sends through its socket.io connection, read in its source and in that of @whereby.com/media
 * 11.1.0. Only what the emulator needs is written down, the rest is let through.
 */
export const joinRoom = z.looseObject({
  roomName: z.string(),
  roomKey: z.string().nullish(),
  organizationId: z.string(),
  displayName: z.string().nullish(),
  externalId: z.string().nullish(),
  /** Of an earlier join: asks for the same place again. */
  clientClaim: z.string().optional(),
  config: z.looseObject({ isAudioEnabled: z.boolean(), isVideoEnabled: z.boolean() }),
});
export type JoinRoom = z.infer<typeof joinRoom>;

export const enable = z.looseObject({ enabled: z.boolean() });
export const chatMessage = z.looseObject({ text: z.string(), parentId: z.string().optional() });
export const clientMetadata = z.looseObject({
  type: z.string(),
  payload: z.looseObject({ displayName: z.string(), stickyReaction: z.unknown().optional() }),
});
export const startScreenshare = z.looseObject({
  streamId: z.string(),
  hasAudioTrack: z.boolean(),
  receiverId: z.string().optional(),
});
export const stopScreenshare = z.looseObject({ streamId: z.string() });
export const kickClient = z.looseObject({
  clientId: z.string().optional(),
  clientIds: z.array(z.string()).optional(),
});
export const setLock = z.looseObject({ locked: z.boolean() });

/** What two clients tell each other; nobody else looks into it. */
export const relayed = z.looseObject({ receiverId: z.string(), message: z.unknown().optional() });
export const relayedEvents = [
  'ready_to_receive_offer',
  'sdp_offer',
  'sdp_answer',
  'ice_candidate',
  'ice_endofcandidates',
] as const;

/** The vendor's own rule for `externalId`, from its URL parameters. */
export const externalIdPattern = /^[A-Za-z0-9_-]{1,36}$/;
