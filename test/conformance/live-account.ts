import type { Deployment, ProviderBackendDescriptor, SettingValues } from '@patchbay/contract';
import { ConfigError, defaultProviders, type Environment, resolveConfig } from '@patchbay/server';

/** An account, or a server of one's own, as the environment names it. */
export interface LiveAccount {
  readonly descriptor: ProviderBackendDescriptor;
  readonly settings: SettingValues;
  readonly deployment: Deployment;
  /** What must never be printed. */
  readonly secrets: readonly string[];
  /** The settings point at an emulator: the run is not live, and is not called so. */
  readonly isEmulated: boolean;
}

/** What keeps a live run from starting, by the name of the variable; no values. */
export class LiveAccountError extends Error {
  override readonly name = 'LiveAccountError';
}

/** Throws `LiveAccountError` with the list of what is missing or wrong. */
export function readLiveAccount(provider: string, env: Environment): LiveAccount {
  const descriptor = defaultProviders.find(({ manifest }) => manifest.id === provider);
  if (descriptor === undefined) {
    const names = defaultProviders.map(({ manifest }) => manifest.id).join(', ');
    throw new LiveAccountError(`There is no provider "${provider}". There are: ${names}.`);
  }
  const settings = settingsFrom(descriptor, env);
  const id = descriptor.deploymentOf(settings);
  const deployment = descriptor.manifest.deployments.find((one) => one.id === id);
  if (deployment === undefined)
    throw new LiveAccountError(`${descriptor.manifest.name} has no deployment "${id}".`);
  const secrets = Object.entries(settings).flatMap(([name, value]) =>
    descriptor.settings[name]?.kind === 'secret' ? [value] : [],
  );
  const isEmulated = 'emulatorUrl' in settings;
  return { descriptor, settings, deployment, secrets, isEmulated };
}

function settingsFrom(
  { manifest, settings: specs }: ProviderBackendDescriptor,
  env: Environment,
): SettingValues {
  // Only this provider's variables: PATCHBAY_PROVIDER and the like are about another server.
  const own = Object.fromEntries(Object.values(specs).map((spec) => [spec.env, env[spec.env]]));
  try {
    const config = resolveConfig({ provider: manifest.id, development: true }, { env: own });
    return config.providers[manifest.id]?.settings ?? {};
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const lines = error.issues.map((issue) => `  ${issue.env ?? issue.path}: ${issue.message}`);
    throw new LiveAccountError(
      [`A live run on ${manifest.name} cannot start. Set these in the environment:`, ...lines].join('\n'),
    );
  }
}

/** The text with every secret of the account struck out. */
export const withoutSecrets = (text: string, secrets: readonly string[]): string =>
  secrets
    .filter((secret) => secret.length > 3)
    .reduce((kept, secret) => kept.replaceAll(secret, '[secret]'), text);
