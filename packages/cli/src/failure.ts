import { AuditTrailError } from '@patchbay/compliance';
import { isVideoError, type VideoErrorCode } from '@patchbay/contract';
import { LedgerError, UsageBookError } from '@patchbay/metering';
import { BackendStartError, ConfigError, type ConfigIssue, ServeError, StoreError } from '@patchbay/server';
import { CommandError } from './command-error.ts';
import { exitCode, type ExitCode } from './exit-code.ts';

/** What is said of a command that could not answer. */
export interface Failure {
  /** Kebab-case and stable. */
  readonly code: string;
  /** Says what is wrong and what to do; no secrets. */
  readonly message: string;
  readonly exit: ExitCode;
  /** The wrong keys, when the configuration is wrong. */
  readonly issues?: readonly ConfigIssue[];
}

/** What an error means to whoever typed the command. */
export function failureOf(error: unknown): Failure {
  if (error instanceof CommandError) return { code: error.code, message: error.message, exit: error.exit };
  if (error instanceof ConfigError) {
    return { code: error.code, message: error.message, exit: exitCode.configuration, issues: error.issues };
  }
  if (error instanceof BackendStartError) return startFailure(error);
  if (error instanceof LedgerError) return environment(`ledger-${error.code}`, error.message);
  if (error instanceof UsageBookError) return { code: error.code, message: error.message, exit: exitCode.no };
  if (error instanceof AuditTrailError) return environment(`audit-${error.code}`, error.message);
  if (error instanceof StoreError || error instanceof ServeError)
    return environment(error.code, error.message);
  return { code: 'fault', message: faultMessage(error), exit: exitCode.fault };
}

const environment = (code: string, message: string): Failure => ({
  code,
  message,
  exit: exitCode.environment,
});

const awayCodes = new Set<VideoErrorCode>(['unreachable', 'timeout', 'connection-lost']);

function startFailure({ code, message, cause }: BackendStartError): Failure {
  if (!isVideoError(cause)) return { code, message, exit: exitCode.configuration };
  const exit = awayCodes.has(cause.code) ? exitCode.environment : exitCode.configuration;
  return { code, message: `${message} ${cause.message}`, exit };
}

// The message of an error that nobody foresaw may quote a token; the names of functions do not.
function faultMessage(error: unknown): string {
  const name = error instanceof Error ? error.name : typeof error;
  const frames =
    error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)) : [];
  return [
    `Patchbay failed in a way that it should not (${name}). Please report it with these lines:`,
    ...frames,
  ].join('\n');
}
