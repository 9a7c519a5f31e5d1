import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { cloudEventSchema } from '../evidence/cloud-event.ts';
import type { EventIntake } from '../evidence/event-intake.ts';
import type { Tracing } from '../observation/tracing.ts';
import { Problem } from '../problem.ts';
import type { Authenticate } from './authenticate.ts';
import { problemResponses } from './problem-responses.ts';
import { refuseInvalid } from './refuse-invalid.ts';
import type { ServerEnv } from './server-env.ts';

const path = '/v1/evidence';
const mediaType = 'application/cloudevents-batch+json';
const mostEvents = 500;

// One event that is malformed must not cost the others: they are judged one by one.
const batch = z.array(z.unknown()).openapi('PresenceEventBatch', {
  type: 'array',
  maxItems: mostEvents,
  items: { $ref: '#/components/schemas/PresenceEvent' },
});

const receipt = z
  .object({
    recorded: z.int(),
    duplicates: z.int(),
    refused: z.int(),
    results: z
      .array(
        z.object({
          index: z.int(),
          outcome: z.enum(['recorded', 'duplicate', 'refused']),
          reason: z.string().optional().openapi({ description: 'Stable; meant for machines.' }),
        }),
      )
      .openapi({ description: 'One per event, in order.' }),
  })
  .openapi('EvidenceReceipt');

const route = createRoute({
  method: 'post',
  path,
  tags: ['metering'],
  summary: 'Report presence as a batch of CloudEvents.',
  description:
    'CloudEvents 1.0 in structured batch mode. Each event is taken or refused by itself; what the answer calls recorded, or a duplicate, is on disk. A user key is hashed at once and kept nowhere.',
  security: [{ apiKey: [] }],
  request: { body: { required: true, content: { [mediaType]: { schema: batch } } } },
  responses: {
    200: {
      description: 'What became of each event, also when all were refused.',
      content: { 'application/json': { schema: receipt } },
    },
    ...problemResponses(400, 401, 413, 415, 429, 503),
  },
});

export interface EvidenceRouteParts {
  readonly events: EventIntake;
  readonly authenticate: Authenticate;
  readonly tracing: Tracing;
  readonly now: () => number;
}

/** Where an app's backend reports presence that it knows of itself. */
export function createEvidenceRoute({ events, authenticate, tracing, now }: EvidenceRouteParts) {
  const app = new OpenAPIHono<ServerEnv>({ defaultHook: refuseInvalid });
  app.openAPIRegistry.register('PresenceEvent', cloudEventSchema);
  app.use(path, authenticate);
  app.use(path, async (context, next) => {
    const [type = ''] = (context.req.header('content-type') ?? '').split(';');
    if (type.trim().toLowerCase() !== mediaType) {
      throw new Problem('unsupported-media-type', `Send ${mediaType}.`);
    }
    await next();
  });
  app.openapi(route, async (context) => {
    const sent: readonly unknown[] = context.req.valid('json');
    if (sent.length > mostEvents) {
      throw new Problem('batch-too-large', 'Send fewer events at once.', { maximumEvents: mostEvents });
    }
    const tenant = context.get('tenant');
    const facts = { 'patchbay.tenant': tenant, 'patchbay.facts': sent.length };
    const outcomes = await tracing('patchbay.evidence.receive', facts, () =>
      events.receive(tenant, sent, now(), Number(context.req.header('content-length') ?? Infinity)),
    );
    const results = outcomes.map((outcome, index) =>
      outcome === 'recorded' || outcome === 'duplicate'
        ? { index, outcome }
        : { index, outcome: 'refused' as const, reason: outcome },
    );
    const count = (wanted: string): number => results.filter(({ outcome }) => outcome === wanted).length;
    const [recorded, duplicates, refused] = [count('recorded'), count('duplicate'), count('refused')];
    return context.json({ recorded, duplicates, refused, results }, 200);
  });
  return app;
}
