import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { Problem } from '../problem.ts';
import type { ServerEnv } from './server-env.ts';

/**
 * Refuses what is larger. Of a request that says how large it is only that is read: Node ends the body there, whatever else is
 * sent. To look at the body itself, as `bodyLimit` (hono 4.13) always does, makes a web stream of it, which takes as long as
 * reading a hundred events.
 */
export function createBodyLimit(maximumBytes: number): MiddlewareHandler<ServerEnv> {
  const onError = (): never => {
    throw new Problem('body-too-large', 'The body is larger than the server takes.', { maximumBytes });
  };
  const counted = bodyLimit({ maxSize: maximumBytes, onError });
  return async (context, next) => {
    const told = context.req.header('content-length');
    if (told === undefined || context.req.header('transfer-encoding') !== undefined)
      return counted(context, next);
    // What is no number is not small.
    if (!(Number(told) <= maximumBytes)) onError();
    return next();
  };
}
