import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { type BookedLedger, monthOf } from '@patchbay/metering';
import type { BackendRegistry } from '../backends/backend-registry.ts';
import type { CurrentConfig } from '../config/current-config.ts';
import { reconcileMonth } from '../reconciliation/reconcile-month.ts';
import type { Authenticate } from './authenticate.ts';
import { problemResponses } from './problem-responses.ts';
import { reconciliationQuery, reconciliationSchema } from './reconciliation-schema.ts';
import { refuseInvalid } from './refuse-invalid.ts';
import type { ServerEnv } from './server-env.ts';

const path = '/v1/reconciliation';

const route = createRoute({
  method: 'get',
  path,
  tags: ['cost'],
  summary:
    "One month's usage of this tenant held against what each vendor counted, by cause. Asks no vendor: the server does so by itself every day.",
  security: [{ apiKey: [] }],
  request: { query: reconciliationQuery },
  responses: {
    200: {
      description: 'The reconciliation.',
      content: { 'application/json': { schema: reconciliationSchema } },
    },
    ...problemResponses(400, 401, 429, 503),
  },
});

export interface ReconciliationRouteParts {
  readonly config: CurrentConfig;
  readonly ledger: BookedLedger;
  readonly backends: BackendRegistry;
  readonly authenticate: Authenticate;
  readonly now: () => number;
}

export function createReconciliationRoute(parts: ReconciliationRouteParts) {
  const { config, ledger, backends, authenticate, now } = parts;
  const app = new OpenAPIHono<ServerEnv>({ defaultHook: refuseInvalid });
  app.use(path, authenticate);
  app.openapi(route, async (context) => {
    const { month = monthOf(now()), provider } = context.req.valid('query');
    const answer = await reconcileMonth({
      ledger,
      config: config.get(),
      month,
      provider,
      tenant: context.get('tenant'),
      tellsUsage: (one) => {
        const running = backends.find(one);
        return running && running.backend.pullUsage !== undefined;
      },
      now: now(),
    });
    return context.json(answer, 200);
  });
  return app;
}
