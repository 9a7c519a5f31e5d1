import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { cors } from 'hono/cors';
import type { PublicAddress } from '../backends/public-address.ts';
import type { CurrentConfig } from '../config/current-config.ts';
import type { EvidenceRecorder } from '../evidence/evidence-recorder.ts';
import type { Metrics } from '../observation/metrics.ts';
import type { Tracing } from '../observation/tracing.ts';
import { Problem } from '../problem.ts';
import { bearerTokenOf } from '../security/api-keys.ts';
import type { MeteringTokens } from '../security/metering-token.ts';
import type { AddressOf } from './address-of.ts';
import { isAllowedOrigin } from './allowed-origin.ts';
import { carriedSchema } from './carried-schema.ts';
import { problemResponses } from './problem-responses.ts';
import type { RateLimits } from './rate-limits.ts';
import { refuseInvalid } from './refuse-invalid.ts';
import type { ServerEnv } from './server-env.ts';

const path = '/v1/heartbeats';
const mostHeartbeats = 200;

const heartbeat = z
  .object({
    connectionId: z.string(),
    sequence: z.int(),
    kind: z.enum(['joined', 'present', 'left']),
    at: z.number().openapi({ description: "The browser's clock, milliseconds since the Unix epoch." }),
    elapsed: z.number().openapi({ description: 'Milliseconds since joining, by a monotonic clock.' }),
    // Nonsense in it must not cost the presence: the meter judges it.
    carried: z
      .unknown()
      .optional()
      .openapi({ allOf: [{ $ref: '#/components/schemas/CarriedMedia' }] }),
  })
  .openapi('Heartbeat');

// One heartbeat that is malformed must not cost the others: the items are judged one by one, by the meter.
const batch = z
  .object({
    token: z.string().max(4096).optional(),
    heartbeats: z.array(z.unknown()).min(1).max(mostHeartbeats),
  })
  .openapi('HeartbeatBatch', {
    type: 'object',
    properties: {
      token: { type: 'string', description: 'Where no header can be sent, as with a beacon.' },
      heartbeats: { type: 'array', items: { $ref: '#/components/schemas/Heartbeat' } },
    },
  });

const body = z.union([batch, heartbeat]);

const receipt = z
  .object({
    accepted: z.int(),
    results: z
      .array(
        z.object({
          accepted: z.boolean(),
          reason: z.string().optional(),
          setAside: z.string().optional().openapi({
            description: 'Why the presence was taken and `carried` was not.',
            example: 'carried-out-of-range',
          }),
        }),
      )
      .openapi({ description: 'One per heartbeat, in order.' }),
  })
  .openapi('HeartbeatReceipt');

const route = createRoute({
  method: 'post',
  path,
  tags: ['metering'],
  summary: 'Report presence, one heartbeat or several.',
  description:
    'With the metering token of a ticket, as Bearer or as `token` in the body. The body is JSON; `text/plain` is taken too, so that a beacon needs no preflight.',
  security: [{ meteringToken: [] }, {}],
  request: {
    body: { content: { 'application/json': { schema: body }, 'text/plain': { schema: z.string() } } },
  },
  responses: {
    202: {
      description: 'What was accepted is on disk.',
      content: { 'application/json': { schema: receipt } },
    },
    ...problemResponses(400, 401, 403, 413, 415, 422, 429, 503),
  },
});

export interface HeartbeatRouteParts {
  readonly config: CurrentConfig;
  readonly address: PublicAddress;
  readonly meteringTokens: MeteringTokens;
  readonly recorder: EvidenceRecorder;
  readonly limits: RateLimits;
  readonly addressOf: AddressOf;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
  readonly now: () => number;
}

/** Where browsers report presence. */
export function createHeartbeatRoute(parts: HeartbeatRouteParts) {
  const { config, address, meteringTokens, recorder, limits, addressOf, metrics, tracing, now } = parts;
  const allowed = (origin: string | undefined): boolean =>
    isAllowedOrigin(origin, config.get().server.allowedOrigins, address.current());

  const subjectOf = async (context: Context<ServerEnv>, token: string | undefined) => {
    const client = addressOf(context);
    await limits.check('address', client);
    if (token === undefined) throw new Problem('token-missing', "Send the ticket's metering token.");
    const verdict = await meteringTokens.read(token);
    if (verdict.valid) return verdict.subject;
    metrics.heartbeats.inc({ outcome: verdict.reason });
    // An expired token is nobody guessing.
    if (verdict.reason === 'token-invalid') await limits.consume('address', client);
    throw new Problem(verdict.reason, 'Ask for a new ticket.');
  };

  const app = new OpenAPIHono<ServerEnv>({ defaultHook: refuseInvalid });
  app.openAPIRegistry.register('CarriedMedia', carriedSchema);
  app.use(path, async (context, next) => {
    if (!allowed(context.req.header('origin'))) {
      throw new Problem('origin-not-allowed', 'List the page under server.allowedOrigins in the config.');
    }
    await next();
  });
  const origin = (given: string): string | null => (allowed(given) ? given : null);
  app.use(
    path,
    cors({ origin, allowMethods: ['POST'], allowHeaders: ['content-type', 'authorization'], maxAge: 600 }),
  );
  app.openapi(route, async (context) => {
    const sent = body.safeParse(await readJson(context));
    if (!sent.success) {
      throw new Problem('request-invalid', 'Send one heartbeat, or { heartbeats: [...] }.');
    }
    const several = 'heartbeats' in sent.data ? sent.data : { heartbeats: [sent.data] };
    const header = bearerTokenOf(context.req.header('authorization'));
    const subject = await subjectOf(context, header ?? ('token' in several ? several.token : undefined));
    await limits.consume('participant', `${subject.consultId} ${subject.participant}`);
    const { heartbeats } = several;
    const facts = { 'patchbay.provider': subject.provider, 'patchbay.facts': heartbeats.length };
    const outcomes = await tracing('patchbay.heartbeats.receive', facts, () =>
      recorder.heartbeats(subject, heartbeats, now()),
    );
    if (outcomes === undefined) throw new Problem('token-invalid', 'Ask for a new ticket.');
    const results = outcomes.map(({ outcome, setAside }) =>
      outcome === 'recorded' || outcome === 'duplicate'
        ? { accepted: true, ...(setAside !== undefined && { setAside }) }
        : { accepted: false, reason: outcome },
    );
    for (const { outcome } of outcomes) metrics.heartbeats.inc({ outcome });
    const accepted = results.filter((result) => result.accepted).length;
    if (accepted === 0) {
      const reasons = results.map((result) => ({ code: 'reason' in result ? result.reason : '' }));
      throw new Problem('heartbeats-refused', 'No heartbeat was accepted.', { reasons });
    }
    return context.json({ accepted, results }, 202);
  });
  return app;
}

async function readJson(context: Context): Promise<unknown> {
  try {
    return await context.req.json();
  } catch {
    throw new Problem('malformed-json', 'The body is not JSON.');
  }
}
