import { z } from '@hono/zod-openapi';

const milliseconds = z.int().min(0);
const bytes = z.int().min(0).optional();
const classes = ['audio', 'hd', 'full-hd', '2k', '2k-plus'] as const;

/** What a connection carried, for the document; heartbeats are judged by the meter. */
export const carriedSchema = z
  .object({
    received: z.partialRecord(z.enum(classes), milliseconds).openapi({
      description: 'Milliseconds by the pixels of all received videos together.',
      example: { audio: 15_000, hd: 600_000 },
    }),
    unsizedVideo: milliseconds.openapi({ description: 'Video was received whose pixels nobody tells.' }),
    sentVideo: milliseconds,
    bytesReceived: bytes,
    bytesSent: bytes,
  })
  .openapi('CarriedMedia', { description: 'Sums since joining, as of shortly before the heartbeat.' });
