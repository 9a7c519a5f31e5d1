import { OpenAPIHono } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import type { Log } from '../observation/log.ts';
import type { Metrics } from '../observation/metrics.ts';
import { Problem, problemResponse } from '../problem.ts';
import { answerError } from './answer-error.ts';
import { createBodyLimit } from './create-body-limit.ts';
import { docsPage, docsPolicy } from './docs-page.ts';
import { openApiInfo, registerSecurity } from './open-api-info.ts';
import { createRequestLog } from './request-log.ts';
import type { ServerEnv } from './server-env.ts';

export type App = OpenAPIHono<ServerEnv>;

export interface AppParts {
  readonly routes: readonly App[];
  readonly bodyLimitBytes: number;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly now: () => number;
  readonly randomId: () => string;
}

const apiPolicy = "default-src 'none'; frame-ancestors 'none'";

const crossOriginAnswer: MiddlewareHandler<ServerEnv> = async (context, next) => {
  await next();
  context.res.headers.set('cross-origin-resource-policy', 'cross-origin');
};

/** The whole HTTP surface as a web-standard handler. */
export function createApp({ routes, bodyLimitBytes, metrics, log, now, randomId }: AppParts): App {
  const app = new OpenAPIHono<ServerEnv>();
  app.onError((error) => answerError(error, log, randomId));
  app.notFound(() => problemResponse(new Problem('not-found', 'There is no such address or method.')));
  app.use(createRequestLog({ metrics, log, now }));
  // Heartbeats come from the application's own origin, beacons among them, which cannot ask by CORS: the answer may be had there.
  app.use('/v1/heartbeats', crossOriginAnswer);
  app.use(secureHeaders({ referrerPolicy: 'no-referrer', xFrameOptions: 'DENY' }));
  app.use(async (context, next) => {
    await next();
    const { headers } = context.res;
    if (!headers.has('content-security-policy')) headers.set('content-security-policy', apiPolicy);
    if (!headers.has('cache-control')) headers.set('cache-control', 'no-store');
  });
  app.use(createBodyLimit(bodyLimitBytes));
  for (const route of routes) app.route('/', route);
  registerSecurity(app.openAPIRegistry);
  app.get('/openapi.json', (context) => context.json(app.getOpenAPI31Document(openApiInfo)));
  app.get('/docs', (context) =>
    context.html(docsPage(app.getOpenAPI31Document(openApiInfo)), 200, {
      'content-security-policy': docsPolicy,
    }),
  );
  return app;
}
