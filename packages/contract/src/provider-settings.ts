/**
 * The settings of a provider's server half, as data: the server validates config against it, `patchbay check` lists what is
 * missing, and nobody prints a secret.
 */
export type ProviderSettings = Readonly<Record<string, SettingSpec>>;

export interface SettingSpec {
  readonly kind: 'text' | 'url' | 'secret' | 'choice' | 'json';
  readonly description: string;
  readonly required: boolean;
  /** Environment variable that overrides the config file. */
  readonly env: string;
  readonly default?: string;
  /** For `choice`. */
  readonly choices?: readonly string[];
  /** For `text` and `secret`, in characters. */
  readonly minLength?: number;
}

/** Validated values by setting name; optional ones may be absent. */
export type SettingValues = Readonly<Record<string, string>>;

const shortestSecret = 16;

/** Makes a provider's settings: required, unless `more` says otherwise. `prefix` begins the names of its environment variables. */
export const settingsOf =
  (prefix: string) =>
  (
    kind: SettingSpec['kind'],
    env: string,
    description: string,
    more: Partial<SettingSpec> = {},
  ): SettingSpec => ({
    kind,
    env: `${prefix}_${env}`,
    description,
    required: true,
    ...(kind === 'secret' && { minLength: shortestSecret }),
    ...more,
  });
