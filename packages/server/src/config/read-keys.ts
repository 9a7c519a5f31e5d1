import { type ApiKey, sha256Hex } from '../security/api-keys.ts';
import type { ConfigIssue } from './config-error.ts';
import type { ParsedConfig } from './config-schema.ts';
import type { EphemeralKeys } from './patchbay-config.ts';

interface Keys {
  readonly secret: string;
  readonly apiKeys: readonly ApiKey[];
  readonly issues: readonly ConfigIssue[];
}

/** The signing secret and the API keys' hashes, or what is missing of them. */
export function readKeys(config: Pick<ParsedConfig, 'secret' | 'apiKeys'>, ephemeral: EphemeralKeys): Keys {
  const issues: ConfigIssue[] = [];
  const apiKeys: ApiKey[] = [];
  for (const [index, { tenant, key, keySha256 }] of config.apiKeys.entries()) {
    const hash = keySha256 ?? (key === undefined ? undefined : sha256Hex(key));
    if (hash !== undefined && (key === undefined || keySha256 === undefined)) {
      apiKeys.push({ tenant, keySha256: hash });
    } else {
      const message = 'Give either `key` or `keySha256`.';
      issues.push({ code: 'wrong-value', path: `apiKeys.${index}`, message, env: undefined });
    }
  }
  if (ephemeral.apiKey !== undefined) {
    apiKeys.push({ tenant: 'development', keySha256: sha256Hex(ephemeral.apiKey) });
  } else if (config.apiKeys.length === 0) {
    issues.push({
      code: 'missing-api-key',
      path: 'apiKeys',
      message: "The app's backend needs an API key: set [{ tenant, key }].",
      env: 'PATCHBAY_API_KEY',
    });
  }
  const secret = config.secret ?? ephemeral.secret;
  if (secret === undefined) {
    issues.push({
      code: 'missing-secret',
      path: 'secret',
      message: 'The server needs a secret of at least 32 characters to sign tickets with.',
      env: 'PATCHBAY_SECRET',
    });
  }
  return { secret: secret ?? '', apiKeys, issues };
}
