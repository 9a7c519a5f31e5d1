import { z } from '@hono/zod-openapi';
import type { ConsultExplanation } from '../report/consult-explanation.ts';
import { carriedSchema } from './carried-schema.ts';
import { carriedUsageSchema } from './carried-usage-schema.ts';

const instant = z.int().openapi({ description: 'Milliseconds since the Unix epoch.' });
const decimal = z.string().openapi({ description: 'An exact decimal number.', example: '9.766667' });
const person = z.string().optional().openapi({
  description: 'Stands for a person within this answer; absent for nobody known.',
  example: 'P1',
});
const source = z.enum(['heartbeat', 'webhook', 'signalling', 'roster-poll', 'vendor-usage']);
const participantClass = z.enum(['person', 'recorder', 'agent', 'sip']);
const range = z
  .object({ earliest: instant, latest: instant })
  .openapi({ description: 'The truth lies between.' });

const interval = z
  .looseObject({
    provider: z.string(),
    person,
    connection: z.string(),
    participantClass,
    witness: z.enum(['heartbeat', 'vendor']),
    start: instant,
    end: instant,
    startBasis: z.enum(['observed', 'witness', 'lease']),
    endBasis: z.enum(['observed', 'witness', 'room-ended', 'lease', 'open']),
    startRange: range,
    endRange: range,
    seconds: z.number(),
    errorBoundSeconds: z.number().openapi({ description: 'The true seconds differ by at most this.' }),
    sources: z.array(source),
    startEvidence: z.array(z.string()).openapi({ description: 'Ids of the rows that the start rests on.' }),
    endEvidence: z.array(z.string()),
    evidenceRows: z.int(),
    carried: carriedUsageSchema,
    media: z
      .enum(['audio', 'video'])
      .optional()
      .openapi({ description: 'Sent or received, in all of its time; absent where that is not known.' }),
  })
  .openapi('ExplainedInterval');

const evidence = z
  .object({
    evidence: z.looseObject({
      id: z.string(),
      kind: z.enum(['joined', 'present', 'left', 'room-started', 'room-ended']),
      source,
      provider: z.string(),
      person,
      connection: z.string().optional(),
      participantClass,
      at: instant,
      precision: z.int(),
      receivedAt: instant,
      carried: carriedSchema.optional(),
    }),
    placedAt: instant,
    skew: z
      .int()
      .optional()
      .openapi({ description: "By how many milliseconds the page's clock was ahead; heartbeats only." }),
    uses: z
      .array(z.object({ interval: z.int(), as: z.enum(['start', 'end', 'within', 'who', 'witness']) }))
      .openapi({ description: "What it did, by the intervals' places in the list, from 0." }),
    setAside: z
      .enum(['less-precise', 'after-leave', 'stray-leave', 'room-not-needed'])
      .optional()
      .openapi({ description: 'Why it made nothing: without it, every interval would be the same.' }),
  })
  .openapi('ExplainedEvidence');

const billing = z
  .object({
    provider: z.string(),
    deployment: z.string(),
    rateCard: z.string(),
    items: z.array(
      z.object({
        connections: z.array(z.string()),
        rule: z.string(),
        steps: z.array(
          z.object({
            step: z.enum(['observed', 'alone', 'minimum', 'rounded', 'counted']),
            seconds: decimal,
            because: z.string(),
          }),
        ),
        billedSeconds: decimal,
        byClass: z.array(z.object({ mediaClass: z.string(), seconds: decimal })),
      }),
    ),
    billedMinutes: decimal,
    roundedOnceAMonth: z.boolean(),
    readings: z.object({ least: decimal, most: decimal }).optional().openapi({
      description: 'Where the rule was not found: the least and the most, however it is read.',
    }),
  })
  .openapi('BillingSteps');

const explanationShape = z
  .object({
    tenant: z.string(),
    consultId: z.string(),
    asOf: instant,
    carriers: z.array(z.object({ provider: z.string(), deployment: z.string().optional() })),
    intervals: z.array(interval),
    persons: z.array(
      z.object({
        person: z.string(),
        providers: z.array(z.string()),
        spans: z.array(z.object({ start: instant, end: instant })),
        seconds: z.number(),
        errorBoundSeconds: z.number(),
        open: z.boolean(),
      }),
    ),
    evidence: z.array(evidence),
    bills: z.array(billing),
  })
  .openapi('ConsultExplanation');

/** The type is the explanation's own; its shape in the document is the one above. */
export const explanationSchema = explanationShape as unknown as z.ZodType<ConsultExplanation>;
