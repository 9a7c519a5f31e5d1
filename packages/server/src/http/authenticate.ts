import type { MiddlewareHandler } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { CurrentConfig } from '../config/current-config.ts';
import { Problem } from '../problem.ts';
import { bearerTokenOf, tenantOf } from '../security/api-keys.ts';
import type { AddressOf } from './address-of.ts';
import type { RateLimits } from './rate-limits.ts';
import type { ServerEnv } from './server-env.ts';

const challenge = { 'www-authenticate': 'Bearer realm="patchbay"' };

export interface AuthenticateParts {
  readonly config: CurrentConfig;
  readonly limits: RateLimits;
  readonly addressOf: AddressOf;
}

export type Authenticate = MiddlewareHandler<ServerEnv>;

/** Lets the app's backend in by its API key and sets `tenant`. An address that keeps guessing is shut out for a while. */
export const createAuthenticate = ({ config, limits, addressOf }: AuthenticateParts): Authenticate =>
  createMiddleware<ServerEnv>(async (context, next) => {
    const address = addressOf(context);
    await limits.check('address', address);
    const key = bearerTokenOf(context.req.header('authorization'));
    if (key === undefined) {
      throw new Problem('api-key-missing', 'Send the API key as Authorization: Bearer.', {}, challenge);
    }
    const tenant = tenantOf(key, config.get().apiKeys);
    if (tenant === undefined) {
      await limits.consume('address', address);
      throw new Problem('api-key-invalid', 'This API key is not known.', {}, challenge);
    }
    await limits.consume('tenant', tenant);
    context.set('tenant', tenant);
    await next();
  });
