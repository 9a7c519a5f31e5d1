import { z } from '@hono/zod-openapi';
import type { MonthReport } from '../report/usage-report.ts';

const decimal = z
  .string()
  .openapi({ description: 'An exact decimal number; money is USD.', example: '8000' });
const confidence = z.enum(['vendor', 'third-party', 'assumed']);
const range = z.object({ low: decimal, likely: decimal, high: decimal }).openapi('Range');

const usage = z
  .object({
    participantSeconds: z.number(),
    participantMinutes: z.number(),
    errorBoundSeconds: z.number().openapi({ description: 'The true seconds differ by at most this.' }),
    connections: z.int(),
    consults: z.int(),
    peakConcurrentParticipants: z.int(),
    peakConcurrentRooms: z.int(),
  })
  .openapi('Usage');

const readSpend = z.object({
  total: decimal,
  billedMinutes: decimal,
  taken: z.array(z.string()).openapi({ description: 'What was taken of each value that was not found.' }),
});

const spend = z
  .object({
    rateCard: z.string(),
    plan: z.string(),
    lines: z.array(
      z.looseObject({
        kind: z.string(),
        unit: z.string(),
        quantity: decimal,
        price: decimal,
        amount: decimal,
        source: z.string(),
        readOn: z.string(),
        confidence,
      }),
    ),
    total: decimal,
    basis: z.enum(['observed', 'estimated']),
    confidence,
    cautions: z.array(z.string()),
    billedMinutes: decimal,
    range: z.object({ least: readSpend, most: readSpend }).optional().openapi({
      description:
        'The cheapest and the dearest reading of a billing rule that was not found; absent where nothing is open.',
    }),
  })
  .openapi('Spend');

const estimate = z
  .looseObject({
    preset: z.string(),
    participantMinutes: decimal,
    peakConcurrentParticipants: range,
    peakBasis: z.enum(['measured', 'assumed']),
    servers: range,
    lines: z.array(z.looseObject({ kind: z.string(), amount: range, explanation: z.string(), confidence })),
    total: range,
    fixed: range,
    confidence,
  })
  .openapi('BuildEstimate');

const standing = z
  .looseObject({
    crossover: z.looseObject({ kind: z.enum(['at', 'never']) }),
    current: z.object({
      participantMinutes: decimal,
      buy: decimal,
      build: range,
      cheaper: z.enum(['buy', 'build', 'same']),
    }),
    forecast: z.looseObject({ kind: z.enum(['reached', 'in-month', 'never', 'unknown']) }),
  })
  .openapi('CrossoverStanding');

const selfHosting = z
  .object({ preset: z.string(), estimate, standing: standing.optional() })
  .openapi('SelfHosting');

export const asOf = z.int().optional().openapi({
  description:
    'Everything received before this, in milliseconds since the Unix epoch, is in the figures. Absent while none are complete.',
});

const reportShape = z
  .object({
    month: z.string().openapi({ example: '2026-11' }),
    generatedAt: z.int(),
    asOf: asOf,
    complete: z.boolean(),
    usage,
    providers: z.array(
      z.object({
        provider: z.string(),
        deployment: z.string(),
        kind: z.enum(['managed', 'self-hosted']),
        usage,
        spend: spend.optional().openapi({ description: "Absent where there is no vendor's bill." }),
      }),
    ),
    bills: z.array(z.object({ provider: z.string(), deployment: z.string(), spend })),
    comparedWith: z.object({ provider: z.string(), deployment: z.string(), rateCard: z.string() }).optional(),
    selfHosting,
    otherPresets: z.array(selfHosting),
  })
  .openapi('MonthReport');

/** The type is the report's own; its shape in the document is the one above. */
export const reportSchema = reportShape as unknown as z.ZodType<MonthReport>;

export const reportQuery = z.object({
  month: z
    .string()
    .regex(/^20\d{2}-(0[1-9]|1[0-2])$/)
    .optional()
    .openapi({
      param: { name: 'month', in: 'query' },
      example: '2026-11',
      description: 'UTC; the current one unless told.',
    }),
});
