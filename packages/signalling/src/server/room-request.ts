import { z } from 'zod';

const text = z.string().min(1);

/** What one instance of the server asks of the one that has a room. */
export const roomRequest = z.discriminatedUnion('verb', [
  z.strictObject({ verb: z.literal('create'), maxParticipants: z.int(), emptyTimeoutSeconds: z.number() }),
  z.strictObject({ verb: z.literal('end') }),
  z.strictObject({ verb: z.literal('remove'), participant: text }),
  z.strictObject({ verb: z.literal('list') }),
  z.strictObject({ verb: z.literal('grant'), participant: text, userKey: text, ttlSeconds: z.number() }),
]);

export type RoomRequest = z.infer<typeof roomRequest>;
