import { randomBytes } from 'node:crypto';
import type { ParsedConfig } from './config-schema.ts';
import type { EphemeralKeys } from './patchbay-config.ts';

/**
 * Makes up what is not set, only where `development` allows it, and only once per process: where there may be several, each would
 * have its own, so with a database only what was made up earlier counts.
 */
export function createEphemeralKeys(
  config: Pick<ParsedConfig, 'development' | 'database' | 'secret' | 'apiKeys'>,
  earlier: EphemeralKeys = {},
): EphemeralKeys {
  if (!config.development) return {};
  const madeUp = (bytes: number): string | undefined =>
    config.database === undefined ? randomBytes(bytes).toString('base64url') : undefined;
  const secret = config.secret === undefined ? (earlier.secret ?? madeUp(32)) : undefined;
  const apiKey = config.apiKeys.length === 0 ? (earlier.apiKey ?? madeUp(24)) : undefined;
  return { ...(secret !== undefined && { secret }), ...(apiKey !== undefined && { apiKey }) };
}
