import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { HealthCheck } from '../observation/health-check.ts';
import type { Metrics } from '../observation/metrics.ts';
import type { ServerEnv } from './server-env.ts';

const health = z
  .object({
    status: z.enum(['ok', 'degraded', 'failing']).openapi({
      description:
        'degraded: a provider does not answer, or other instances are not reached. failing: a store does not.',
    }),
    checks: z.array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string() })),
  })
  .openapi('Health');

const content = { 'application/json': { schema: health } };

const healthRoute = createRoute({
  method: 'get',
  path: '/health',
  tags: ['operations'],
  summary: 'Whether the server, its stores and its providers are well.',
  responses: {
    200: { description: 'Serving.', content },
    503: { description: 'A store fails: nothing that needs it is acknowledged.', content },
  },
});

const metricsRoute = createRoute({
  method: 'get',
  path: '/metrics',
  tags: ['operations'],
  summary: 'Counters for Prometheus.',
  responses: { 200: { description: 'Text format.', content: { 'text/plain': { schema: z.string() } } } },
});

export interface OperationsRoutesParts {
  readonly check: HealthCheck;
  readonly metrics: Metrics;
}

/** What operations look at. */
export function createOperationsRoutes({ check, metrics }: OperationsRoutesParts) {
  const app = new OpenAPIHono<ServerEnv>();
  app.openapi(healthRoute, async (context) => {
    const { status, checks } = await check();
    return context.json({ status, checks: [...checks] }, status === 'failing' ? 503 : 200);
  });
  app.openapi(metricsRoute, async (context) => {
    const { contentType, text } = await metrics.render();
    return context.text(text, 200, { 'content-type': contentType });
  });
  return app;
}
