import type { AcceptedLicence, Attestation, Distribution, Waiver } from '@patchbay/compliance';
import type { ProviderBackendDescriptor, ProviderId } from '@patchbay/contract';
import type { ApiKey } from '../security/api-keys.ts';
import type { ParsedConfig } from './config-schema.ts';
import type { ProviderConfig } from './provider-settings-check.ts';

/** A checked configuration: every key is there and right, and the chosen providers have all they need. */
export interface PatchbayConfig {
  readonly provider: ProviderId;
  readonly fallback: readonly ProviderId[];
  readonly installed: readonly ProviderBackendDescriptor[];
  /** By provider id, for every installed one; `missing` is empty for those that are chosen. */
  readonly providers: Readonly<Record<ProviderId, ProviderConfig>>;
  readonly server: ParsedConfig['server'];
  /** Undefined for SQLite under the data directory. The URL is a secret. */
  readonly database: ParsedConfig['database'];
  /** Absolute. */
  readonly dataDirectory: string;
  readonly apiKeys: readonly ApiKey[];
  readonly secret: string;
  readonly development: boolean;
  /** What was made up because `development` allows it; the same again when the file is read again. */
  readonly ephemeral: EphemeralKeys;
  readonly tickets: ParsedConfig['tickets'];
  readonly consults: ParsedConfig['consults'];
  readonly compliance: {
    readonly product: Distribution;
    readonly attestations: readonly Attestation[];
    readonly waivers: readonly Waiver[];
    readonly acceptedLicences: readonly AcceptedLicence[];
    readonly hosts: Readonly<Record<ProviderId, readonly string[]>>;
  };
  readonly metering: ParsedConfig['metering'];
  readonly cost: ParsedConfig['cost'];
  /** The file it was read from; undefined for embedded defaults or a config given as an object. */
  readonly file: string | undefined;
}

export interface EphemeralKeys {
  readonly secret?: string;
  /** A usable API key of the tenant `development`. */
  readonly apiKey?: string;
}
