import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { WebhookIntake } from '../evidence/webhook-intake.ts';
import type { Tracing } from '../observation/tracing.ts';
import { Problem } from '../problem.ts';
import type { AddressOf } from './address-of.ts';
import { problemResponses } from './problem-responses.ts';
import type { RateLimits } from './rate-limits.ts';
import { refuseInvalid } from './refuse-invalid.ts';
import type { ServerEnv } from './server-env.ts';

const receipt = z
  .object({
    duplicate: z
      .boolean()
      .openapi({ description: 'The same delivery was received before; nothing was done.' }),
    recorded: z.int().openapi({ description: 'Facts that are new in the ledger.' }),
    unknown: z.int().openapi({ description: 'Facts about rooms that are not of this server.' }),
  })
  .openapi('WebhookReceipt');

const content = { 'application/json': { schema: receipt } };

const route = createRoute({
  method: 'post',
  path: '/v1/webhooks/{provider}',
  tags: ['metering'],
  summary: "Receive a vendor's webhook.",
  description: 'Verified over the raw body, as the vendor signs. What is acknowledged is on disk.',
  request: {
    params: z.object({
      provider: z
        .string()
        .max(64)
        .openapi({ param: { name: 'provider', in: 'path' }, example: 'livekit' }),
    }),
    body: { content: { '*/*': { schema: z.unknown().openapi({ type: 'string', format: 'binary' }) } } },
  },
  responses: {
    200: {
      description: 'Recorded, or known already; where a vendor asks for an answer of its own, that one.',
      content,
    },
    202: { description: 'Genuine, and about no consult of this server.', content },
    ...problemResponses(400, 401, 404, 413, 429, 503),
  },
});

export interface WebhookRouteParts {
  readonly intake: WebhookIntake;
  readonly limits: RateLimits;
  readonly addressOf: AddressOf;
  readonly tracing: Tracing;
  readonly now: () => number;
}

/** Where vendors report what happened in their rooms. */
export function createWebhookRoute({ intake, limits, addressOf, tracing, now }: WebhookRouteParts) {
  const app = new OpenAPIHono<ServerEnv>({ defaultHook: refuseInvalid });
  app.openapi(route, async (context) => {
    const address = addressOf(context);
    await limits.check('address', address);
    const headers = new Map(context.req.raw.headers);
    const body = new Uint8Array(await context.req.arrayBuffer());
    try {
      const provider = context.req.valid('param').provider;
      const { reply, ...receipt } = await tracing(
        'patchbay.webhook.receive',
        { 'patchbay.provider': provider },
        () => intake.receive(provider, { headers, body, receivedAt: now() }),
      );
      if (reply !== undefined) return context.json(reply as never, 200);
      return context.json(receipt, receipt.unknown > 0 && receipt.recorded === 0 ? 202 : 200);
    } catch (error) {
      if (error instanceof Problem && error.code.startsWith('webhook-'))
        await limits.consume('address', address);
      throw error;
    }
  });
  return app;
}
