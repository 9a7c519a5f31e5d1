import { createMiddleware } from 'hono/factory';
import { routePath } from 'hono/route';
import type { Log } from '../observation/log.ts';
import type { Metrics } from '../observation/metrics.ts';
import type { ServerEnv } from './server-env.ts';

export interface RequestLogParts {
  readonly metrics: Metrics;
  readonly log: Log;
  readonly now: () => number;
}

const known = new Set(['GET', 'POST', 'OPTIONS', 'HEAD', 'PUT', 'PATCH', 'DELETE']);

/** Counts and logs every request by its route's pattern: a path would carry a consult's id. */
export const createRequestLog = ({ metrics, log, now }: RequestLogParts) =>
  createMiddleware<ServerEnv>(async (context, next) => {
    const began = now();
    await next();
    const pattern = routePath(context, -1);
    const route = pattern.includes('*') ? 'none' : pattern;
    const method = known.has(context.req.method) ? context.req.method : 'other';
    const milliseconds = now() - began;
    const { status } = context.res;
    metrics.requests.inc({ route, method, status });
    metrics.requestSeconds.observe({ route, method }, milliseconds / 1000);
    log({ level: status >= 500 ? 'error' : 'info', event: 'request', route, method, status, milliseconds });
  });
