import { resolve } from 'node:path';
import type { z } from 'zod';
import type { ProviderBackendDescriptor, ProviderId } from '@patchbay/contract';
import { ConfigError, type ConfigIssue } from './config-error.ts';
import { configSchema, type ParsedConfig } from './config-schema.ts';
import { applyEnvironment, type Environment, environmentVariableOf } from './environment-overrides.ts';
import { checkProviderSettings, type ProviderConfig } from './provider-settings-check.ts';
import { createEphemeralKeys } from './ephemeral-keys.ts';
import { defaultProviders } from './default-providers.ts';
import { readCompliance } from './read-compliance.ts';
import { readCost } from './read-cost.ts';
import { readKeys } from './read-keys.ts';
import type { EphemeralKeys, PatchbayConfig } from './patchbay-config.ts';

export interface ResolveConfigOptions {
  readonly env?: Environment | undefined;
  /** Installed backends where the input names none; those of `defaultProviders` unless told. */
  readonly installed?: readonly ProviderBackendDescriptor[] | undefined;
  /** What relative paths stand on; the working directory unless told. */
  readonly directory?: string | undefined;
  readonly file?: string | undefined;
  /** What an earlier reading made up, so that a reload does not cut off what was signed with it. */
  readonly ephemeral?: EphemeralKeys | undefined;
}

/** Checks a configuration and completes it. Throws `ConfigError` with an issue for every wrong key. */
export function resolveConfig(input: unknown, options: ResolveConfigOptions = {}): PatchbayConfig {
  const env = options.env ?? {};
  const parsed = configSchema.safeParse(applyEnvironment(input ?? {}, env));
  if (!parsed.success) throw invalid(parsed.error.issues.flatMap(issuesOf));
  const config = parsed.data;
  const installed = config.installed ?? options.installed ?? defaultProviders;
  const providers = readProviders(config, installed, env);
  const ephemeral = createEphemeralKeys(config, options.ephemeral);
  const keys = readKeys(config, ephemeral);
  const compliance = readCompliance(config.compliance, installed);
  const cost = readCost(config.cost, installed);
  const issues = [...providers.issues, ...keys.issues, ...compliance.issues, ...cost];
  if (issues.length > 0) throw invalid(issues);
  return {
    ...config,
    installed,
    providers: providers.byId,
    database: config.database,
    dataDirectory: resolve(options.directory ?? '.', config.dataDirectory),
    apiKeys: keys.apiKeys,
    secret: keys.secret,
    ephemeral,
    compliance: compliance.value,
    file: options.file,
  };
}

const invalid = (issues: readonly ConfigIssue[]): ConfigError =>
  new ConfigError('config-invalid', 'The configuration is wrong in these keys:', issues);

function issuesOf(issue: z.core.$ZodIssue): readonly ConfigIssue[] {
  const path = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      code: 'unknown-key',
      path: path === '' ? key : `${path}.${key}`,
      message: 'There is no such key.',
      env: undefined,
    }));
  }
  return [
    {
      code: 'wrong-value',
      path: path || 'default',
      message: issue.message,
      env: environmentVariableOf(path),
    },
  ];
}

function readProviders(
  config: ParsedConfig,
  installed: readonly ProviderBackendDescriptor[],
  env: Environment,
): { readonly byId: Readonly<Record<ProviderId, ProviderConfig>>; readonly issues: readonly ConfigIssue[] } {
  const known = installed.map(({ manifest }) => manifest.id);
  const chosen = [{ path: 'provider', id: config.provider }];
  for (const [index, id] of config.fallback.entries()) chosen.push({ path: `fallback.${index}`, id });
  const named = [...chosen, ...Object.keys(config.providers).map((id) => ({ path: `providers.${id}`, id }))];
  const issues: ConfigIssue[] = named
    .filter(({ id }) => !known.includes(id))
    .map(({ path }) => ({
      code: 'unknown-provider',
      path,
      message: `There is no such provider installed. Choose one of: ${known.join(', ')}.`,
      env: environmentVariableOf(path),
    }));
  const byId: Record<ProviderId, ProviderConfig> = {};
  for (const descriptor of installed) {
    const { id } = descriptor.manifest;
    const { settings, missing, wrong } = checkProviderSettings(descriptor, config.providers[id] ?? {}, env);
    byId[id] = { settings, missing };
    issues.push(...wrong);
    // A provider that is only prepared may still lack its secrets.
    if (chosen.some((choice) => choice.id === id)) issues.push(...missing);
  }
  return { byId, issues };
}
