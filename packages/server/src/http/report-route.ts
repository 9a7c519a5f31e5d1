import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { monthOf, type UsageBook } from '@patchbay/metering';
import type { CurrentConfig } from '../config/current-config.ts';
import { reportMonths } from '../report/report-months.ts';
import { reportMonth } from '../report/usage-report.ts';
import type { Authenticate } from './authenticate.ts';
import { problemResponses } from './problem-responses.ts';
import { refuseInvalid } from './refuse-invalid.ts';
import { periodQuery, periodReportSchema, reportQuery, reportSchema } from './report-schema.ts';
import type { ServerEnv } from './server-env.ts';

const path = '/v1/report';

const route = createRoute({
  method: 'get',
  path,
  tags: ['cost'],
  summary:
    "One month's usage, spend, other vendors' bills, self-hosting and crossover, of this tenant's consults.",
  security: [{ apiKey: [] }],
  request: { query: reportQuery },
  responses: {
    200: { description: 'The report.', content: { 'application/json': { schema: reportSchema } } },
    ...problemResponses(400, 401, 429, 503),
  },
});

const periodPath = '/v1/report/months';

const periodRoute = createRoute({
  method: 'get',
  path: periodPath,
  tags: ['cost'],
  summary:
    "Usage, spend and other vendors' bills of a year or of several months, each and together, of this tenant's consults.",
  security: [{ apiKey: [] }],
  request: { query: periodQuery },
  responses: {
    200: { description: 'The report.', content: { 'application/json': { schema: periodReportSchema } } },
    ...problemResponses(400, 401, 429, 503),
  },
});

export interface ReportRouteParts {
  readonly config: CurrentConfig;
  readonly book: UsageBook;
  readonly authenticate: Authenticate;
  readonly now: () => number;
}

export function createReportRoute({ config, book, authenticate, now }: ReportRouteParts) {
  const app = new OpenAPIHono<ServerEnv>({ defaultHook: refuseInvalid });
  app.use(path, authenticate);
  app.use(periodPath, authenticate);
  app.openapi(route, async (context) => {
    const month = context.req.valid('query').month ?? monthOf(now());
    const tenant = context.get('tenant');
    return context.json(await reportMonth({ book, config: config.get(), month, tenant, now: now() }), 200);
  });
  app.openapi(periodRoute, async (context) => {
    const { year, from = `${year}-01`, to = `${year}-12` } = context.req.valid('query');
    const tenant = context.get('tenant');
    const question = { book, config: config.get(), from, to, tenant, now: now() };
    return context.json(await reportMonths(question), 200);
  });
  return app;
}
