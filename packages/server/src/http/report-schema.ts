import { z } from '@hono/zod-openapi';
import { monthsBetween } from '../report/months-between.ts';
import type { PeriodReport } from '../report/report-months.ts';
import type { MonthReport } from '../report/usage-report.ts';
import { carriedUsageSchema } from './carried-usage-schema.ts';

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
    carried: carriedUsageSchema,
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

const reconciled = z
  .object({
    madeAt: z.int().openapi({ description: 'Milliseconds since the Unix epoch.' }),
    whole: z
      .boolean()
      .openapi({ description: 'Whether the vendor had answered for all days that were over.' }),
    varianceSeconds: z.number().openapi({ description: 'Theirs less ours.' }),
    variancePercent: z.number().optional(),
  })
  .openapi('ReportedReconciliation');

const periodReconciliation = z
  .object({
    state: z
      .enum(['reconciled', 'partly', 'not-reconciled', 'self-hosted'])
      .openapi({ description: 'Of the months together; `reconciled` only when every one of them is.' }),
    wholeMonths: z
      .array(z.string())
      .openapi({ description: 'Months of which all days that were over were compared.' }),
    partialMonths: z.array(z.string()).openapi({ description: 'Months of which some days were compared.' }),
    otherMonths: z.array(z.string()).openapi({ description: 'Months that were never compared.' }),
    varianceSeconds: z
      .number()
      .optional()
      .openapi({ description: 'Theirs less ours, of what was compared; absent when nothing was.' }),
    variancePercent: z.number().optional(),
  })
  .openapi('PeriodReconciliation', { description: "Held against the vendor's own count." });

const estimate = z
  .looseObject({
    preset: z.string(),
    participantMinutes: decimal,
    peakConcurrentParticipants: range,
    peakBasis: z.enum(['measured', 'assumed']),
    egressBasis: z.enum(['measured', 'partly-measured', 'assumed']),
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

const providerUsage = z
  .object({
    provider: z.string(),
    deployment: z.string(),
    kind: z.enum(['managed', 'self-hosted']),
    usage,
    spend: spend.optional().openapi({ description: "Absent where there is no vendor's bill." }),
    reconciled: reconciled
      .optional()
      .openapi({ description: "Held against the vendor's own count; absent when it never was." }),
  })
  .openapi('ProviderUsage');

const asOf = z.int().optional().openapi({
  description:
    'Everything received before this, in milliseconds since the Unix epoch, is in the figures. Absent while none are complete.',
});

const correction = z
  .object({
    of: z.string().openapi({ description: 'The closed month that was wrong.', example: '2026-10' }),
    on: z.string().openapi({ description: 'The day it was found (UTC).', example: '2026-11-06' }),
    provider: z.string(),
    consults: z.int(),
    connections: z.int(),
    participantSeconds: z.number(),
    amount: decimal.optional().openapi({
      description: "By how much that month's bill changes, USD; absent where there is no vendor's bill.",
    }),
  })
  .openapi('MonthCorrection', { description: 'Differences, which may be negative.' });

const closing = z
  .object({
    closedAt: z.int(),
    providers: z.array(
      z.object({
        provider: z.string(),
        connections: z.int(),
        participantSeconds: z.number(),
        total: decimal.optional(),
      }),
    ),
    correctedLater: z.array(correction),
  })
  .openapi('MonthClosing', { description: 'Figures as they were when the month was closed.' });

const reportShape = z
  .object({
    month: z.string().openapi({ example: '2026-11' }),
    generatedAt: z.int(),
    asOf,
    complete: z.boolean(),
    usage,
    providers: z.array(providerUsage),
    closing: closing.optional().openapi({ description: 'Absent while the month is open.' }),
    corrections: z
      .array(correction)
      .openapi({ description: 'Of earlier months, accounted for in this one.' }),
    bills: z.array(z.object({ provider: z.string(), deployment: z.string(), spend })),
    comparedWith: z.object({ provider: z.string(), deployment: z.string(), rateCard: z.string() }).optional(),
    selfHosting,
    otherPresets: z.array(selfHosting),
  })
  .openapi('MonthReport');

/** The type is the report's own; its shape in the document is the one above. */
export const reportSchema = reportShape as unknown as z.ZodType<MonthReport>;

const rateTotal = z
  .object({ provider: z.string(), deployment: z.string(), rateCard: z.string(), total: decimal })
  .openapi('RateTotal');

const periodShape = z
  .object({
    from: z.string().openapi({ example: '2026-01' }),
    to: z.string().openapi({ example: '2026-12' }),
    generatedAt: z.int(),
    asOf,
    usage,
    months: z.array(
      z.object({
        month: z.string(),
        complete: z.boolean(),
        usage,
        providers: z.array(providerUsage),
        bills: z.array(rateTotal),
        selfHosting: estimate,
      }),
    ),
    providers: z.array(
      z.object({
        provider: z.string(),
        usage,
        total: decimal.optional(),
        reconciliation: periodReconciliation,
      }),
    ),
    bills: z
      .array(rateTotal)
      .openapi({ description: 'Added up, for every price that was in force in all of the months.' }),
    tenants: z.array(z.object({ tenant: z.string(), usage })),
  })
  .openapi('PeriodReport');

export const periodReportSchema = periodShape as unknown as z.ZodType<PeriodReport>;

const month = z.string().regex(/^20\d{2}-(0[1-9]|1[0-2])$/);
const inQuery = (name: string, example: string, description: string) => ({
  param: { name, in: 'query' as const },
  example,
  description,
});

export const reportQuery = z.object({
  month: month.optional().openapi(inQuery('month', '2026-11', 'UTC; the current one unless told.')),
});

const mostMonths = 120;

/** A year, or the first and the last month. */
export const periodQuery = z
  .object({
    year: z
      .string()
      .regex(/^20\d{2}$/)
      .optional()
      .openapi(inQuery('year', '2026', 'All of its months (UTC).')),
    from: month.optional().openapi(inQuery('from', '2026-04', 'The first month (UTC), with `to`.')),
    to: month.optional().openapi(inQuery('to', '2026-06', 'The last month (UTC), with `from`.')),
  })
  .superRefine(({ year, from, to }, context) => {
    const refuse = (path: string, message: string): void => {
      context.addIssue({ code: 'custom', path: [path], message });
    };
    if (year !== undefined && (from !== undefined || to !== undefined))
      refuse('year', 'Give a year, or from and to.');
    else if (year === undefined && (from === undefined || to === undefined))
      refuse(from === undefined ? 'from' : 'to', 'Give a year, or from and to.');
    else if (from !== undefined && to !== undefined && from > to)
      refuse('to', 'The last month must not come before the first.');
    else if (from !== undefined && to !== undefined && monthsBetween(from, to).length > mostMonths)
      refuse('to', `Give ${mostMonths} months at most.`);
  });
