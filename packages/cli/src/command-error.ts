import type { ExitCode } from './exit-code.ts';

/** Why a command cannot answer. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  /** Kebab-case and stable. */
  readonly code: string;
  readonly exit: ExitCode;

  constructor(code: string, message: string, exit: ExitCode) {
    super(message);
    this.code = code;
    this.exit = exit;
  }
}
