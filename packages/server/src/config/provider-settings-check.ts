import type { ProviderBackendDescriptor, SettingSpec, SettingValues } from '@patchbay/contract';
import type { ConfigIssue } from './config-error.ts';
import type { Environment } from './environment-overrides.ts';

/** A provider's settings as far as they are there. */
export interface ProviderConfig {
  readonly settings: SettingValues;
  /** Required settings that are nowhere: the provider cannot be chosen before they are there. */
  readonly missing: readonly ConfigIssue[];
}

export interface ProviderSettingsCheck extends ProviderConfig {
  /** Settings that are there but wrong. */
  readonly wrong: readonly ConfigIssue[];
}

/** Reads a provider's settings from the file's section and from the environment, which goes first. */
export function checkProviderSettings(
  { manifest, settings: specs }: ProviderBackendDescriptor,
  section: Readonly<Record<string, unknown>>,
  environment: Environment,
): ProviderSettingsCheck {
  const settings: Record<string, string> = {};
  const missing: ConfigIssue[] = [];
  const wrong: ConfigIssue[] = [];
  const prefix = `providers.${manifest.id}`;
  for (const key of Object.keys(section).filter((key) => !(key in specs))) {
    wrong.push({
      code: 'unknown-key',
      path: `${prefix}.${key}`,
      message: `${manifest.name} has no such setting. Known: ${Object.keys(specs).join(', ') || 'none'}.`,
      env: undefined,
    });
  }
  for (const [key, spec] of Object.entries(specs)) {
    const path = `${prefix}.${key}`;
    const value = present(environment[spec.env]) ?? present(section[key]) ?? spec.default;
    if (value === undefined) {
      const message = `${manifest.name} needs this setting: ${spec.description}`;
      if (spec.required) missing.push({ code: 'missing-setting', path, message, env: spec.env });
      continue;
    }
    const text = asText(value, spec);
    const complaint = text === undefined ? 'must be text' : complaintOf(text, spec);
    if (complaint === undefined && text !== undefined) settings[key] = text;
    else wrong.push({ code: 'wrong-value', path, message: `${complaint ?? ''}.`, env: spec.env });
  }
  return { settings, missing, wrong };
}

const present = (value: unknown): unknown => (value === '' || value === null ? undefined : value);

const asText = (value: unknown, { kind }: SettingSpec): string | undefined => {
  if (typeof value === 'string') return value;
  return kind === 'json' ? JSON.stringify(value) : undefined;
};

function complaintOf(text: string, { kind, choices, minLength }: SettingSpec): string | undefined {
  switch (kind) {
    case 'url':
      return URL.canParse(text) ? undefined : 'must be an absolute URL';
    case 'choice':
      return choices?.includes(text) === false ? `must be one of ${choices.join(', ')}` : undefined;
    case 'json':
      return isJson(text) ? undefined : 'must be JSON';
    case 'text':
    case 'secret':
      return text.length < (minLength ?? 0) ? `must have at least ${minLength ?? 0} characters` : undefined;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
