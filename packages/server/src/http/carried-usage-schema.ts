import { z } from '@hono/zod-openapi';

const seconds = z.number();
const counted = z.object({
  bytes: z.number(),
  seconds: seconds.openapi({ description: 'In which they were counted; of the others nothing is known.' }),
  bitsPerSecond: z.int().optional().openapi({ description: 'Mean over those; absent where there are none.' }),
});

/** What is known of what was carried, for the document. */
export const carriedUsageSchema = z
  .object({
    receivedSeconds: z
      .object({
        audio: seconds,
        hd: seconds,
        'full-hd': seconds,
        '2k': seconds,
        '2k-plus': seconds,
        unsized: seconds.openapi({ description: 'Video was received whose pixels nobody tells.' }),
        unknown: seconds.openapi({ description: 'Nobody looked.' }),
      })
      .openapi({
        description:
          'All participant-seconds, by the pixels of all received videos together; audio where there were none.',
      }),
    sentVideoSeconds: seconds,
    received: counted,
    sent: counted,
  })
  .openapi('CarriedUsage');
