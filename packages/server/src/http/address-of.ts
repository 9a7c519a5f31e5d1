import type { Context } from 'hono';
import { clientAddress } from './client-address.ts';
import type { ServerEnv } from './server-env.ts';

/** The address that a request counts against; undefined when nobody told it. */
export type AddressOf = (context: Context<ServerEnv>) => string | undefined;

export const createAddressOf =
  (trustedProxies: number): AddressOf =>
  ({ env, req }) =>
    // Mounted in a framework, there may be no bindings at all.
    clientAddress(
      (env as ServerEnv['Bindings'] | undefined)?.address,
      req.header('x-forwarded-for'),
      trustedProxies,
    );
