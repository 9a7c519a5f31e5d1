import { randomBytes } from 'node:crypto';
import type { ParsedConfig } from './config-schema.ts';
import type { EphemeralKeys } from './patchbay-config.ts';

/**
 * Makes up what is not set, only where `development` allows it, and only once per process: where there may be several, each would
 * have its own.
 */
export function createEphemeralKeys(
  config: Pick<ParsedConfig, 'development' | 'database' | 'secret' | 'apiKeys'>,
  earlier: EphemeralKeys = {},
): EphemeralKeys {
  if (!config.development || config.database !== undefined) return {};
  return {
    ...(config.secret === undefined && { secret: earlier.secret ?? randomBytes(32).toString('base64url') }),
    ...(config.apiKeys.length === 0 && { apiKey: earlier.apiKey ?? randomBytes(24).toString('base64url') }),
  };
}
