import { z } from '@hono/zod-openapi';
import type { MonthReconciliation } from '../reconciliation/reconcile-month.ts';
import { reportQuery } from './report-schema.ts';

const instant = z.int().openapi({ description: 'Milliseconds since the Unix epoch.' });
const variance = z.number().openapi({ description: 'Theirs less ours, in seconds.' });
const cause = z.enum([
  'rounding',
  'missing-leave',
  'missing-join',
  'webhooks-lost',
  'length',
  'ghost',
  'missing-there',
  'missing-here',
  'unknown-room',
  'not-told-apart',
]);

const reconciliation = z
  .object({
    by: z
      .enum(['connection', 'room', 'account'])
      .openapi({ description: 'The finest that the vendor tells.' }),
    oursSeconds: z.number(),
    oursErrorBoundSeconds: z.number(),
    theirsSeconds: z.number(),
    varianceSeconds: variance,
    variancePercent: z.number().optional().openapi({ description: 'Of ours; absent when we have nothing.' }),
    causes: z
      .array(z.object({ cause, items: z.int(), varianceSeconds: variance }))
      .openapi({ description: 'Their sum is the whole variance.' }),
    items: z.array(
      z.object({
        cause,
        consultId: z.string().optional(),
        connection: z.string().optional(),
        oursSeconds: z.number().optional().openapi({ description: 'Absent where we have nothing.' }),
        theirsSeconds: z.number().optional(),
        varianceSeconds: variance,
      }),
    ),
    notCompared: z.object({
      unfinishedLines: z.int(),
      openConnections: z.int(),
      connectionsOfOtherDays: z.int(),
    }),
    days: z.array(z.object({ from: instant, to: instant })),
  })
  .openapi('Reconciliation');

const monthShape = z
  .object({
    month: z.string().openapi({ example: '2026-10' }),
    generatedAt: instant,
    providers: z.array(
      z.object({
        provider: z.string(),
        deployment: z.string(),
        emulated: z.boolean().openapi({ description: 'Of an emulator: no vendor counted this.' }),
        state: z.enum(['reconciled', 'partly', 'not-pulled', 'no-usage-api', 'self-hosted', 'not-by-tenant']),
        statement: z.string(),
        pulledAt: instant.optional(),
        missingDays: z.array(z.string()),
        tenants: z.array(z.string()),
        reconciliation: reconciliation
          .optional()
          .openapi({ description: 'Absent where the variance is not known; it is not zero then.' }),
      }),
    ),
  })
  .openapi('MonthReconciliation');

/** The type is the reconciliation's own; its shape in the document is the one above. */
export const reconciliationSchema = monthShape as unknown as z.ZodType<MonthReconciliation>;

export const reconciliationQuery = reportQuery.extend({
  provider: z
    .string()
    .max(64)
    .optional()
    .openapi({
      param: { name: 'provider', in: 'query' },
      example: 'twilio',
      description: 'Every one that carried something unless told.',
    }),
});
