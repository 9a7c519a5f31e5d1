export type ConfigErrorCode =
  /** The file that was asked for is not there. */
  | 'config-file-not-found'
  /** The file could not be run, or has no default export. */
  | 'config-file-unreadable'
  /** One or more keys are wrong; `issues` names each. */
  | 'config-invalid';

export type ConfigIssueCode =
  | 'unknown-provider'
  | 'missing-setting'
  | 'missing-secret'
  | 'missing-api-key'
  | 'unknown-key'
  | 'wrong-value';

/** One wrong key. Never carries the value, which may be a secret. */
export interface ConfigIssue {
  readonly code: ConfigIssueCode;
  /** Dotted, e.g. `providers.livekit.apiSecret`. */
  readonly path: string;
  /** Says what is wrong and what to do; no values. */
  readonly message: string;
  /** The environment variable that sets the same key, where there is one. */
  readonly env: string | undefined;
}

const line = ({ path, message, env }: ConfigIssue): string =>
  `  ${path}: ${message}${env === undefined ? '' : ` (environment: ${env})`}`;

/** What is wrong with the configuration, by key. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly code: ConfigErrorCode;
  readonly issues: readonly ConfigIssue[];

  constructor(code: ConfigErrorCode, message: string, issues: readonly ConfigIssue[] = [], cause?: unknown) {
    super([message, ...issues.map(line)].join('\n'), cause === undefined ? undefined : { cause });
    this.code = code;
    this.issues = issues;
  }
}
