import type { Hook } from '@hono/zod-openapi';
import { Problem } from '../problem.ts';
import type { ServerEnv } from './server-env.ts';

/** Turns what a schema refuses into a problem that names the fields, never their values. */
export const refuseInvalid: Hook<unknown, ServerEnv, string, void> = (result) => {
  if (result.success) return;
  const errors = result.error.issues.map(({ path, message }) => ({
    in: result.target,
    path: path.map(String).join('.'),
    message,
  }));
  throw new Problem('request-invalid', 'The request does not match the schema. See errors.', { errors });
};
