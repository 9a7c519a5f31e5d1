import { resolve } from 'node:path';
import { type AuditVerification, verifyAuditFile } from '@patchbay/compliance';
import { auditFile } from '@patchbay/server';
import { CommandError } from '../command-error.ts';
import { type GlobalOptions, readConfigWithoutKeys } from '../config-file.ts';
import { exitCode, type ExitCode } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { printJson } from '../render/print-json.ts';
import { renderVerification } from '../render/render-verification.ts';
import type { ExpectedHead } from '../option-values.ts';

export interface AuditVerifyOptions extends GlobalOptions {
  /** The trail's file; the data directory's unless told. */
  readonly file?: string | undefined;
  /** What an earlier verification printed. */
  readonly head?: ExpectedHead | undefined;
}

/** Verifies the audit trail without writing to it, also while the server appends to it. */
export async function auditVerifyCommand(options: AuditVerifyOptions, io: Io): Promise<ExitCode> {
  const file =
    options.file === undefined
      ? auditFile((await readConfigWithoutKeys(options, io)).dataDirectory)
      : resolve(io.cwd, options.file);
  const verification = verify(file, options.head);
  if (verification.result === 'unreadable' && isElsewhere(verification.fault)) {
    throw new CommandError(
      `audit-${verification.fault}`,
      `${file}: ${verification.message}`,
      exitCode.environment,
    );
  }
  if (options.json) printJson(io, { file, ...verification });
  else io.stdout(renderVerification(file, verification, io));
  return verification.result === 'intact' ? exitCode.ok : exitCode.no;
}

/** There is no file to judge, as against a file that does not pass. */
const isElsewhere = (fault: string): boolean => fault === 'missing' || fault === 'cannot-open';

function verify(file: string, head: ExpectedHead | undefined): AuditVerification {
  if (head?.sequence !== undefined)
    return verifyAuditFile(file, { sequence: head.sequence, hash: head.hash });
  const verification = verifyAuditFile(file);
  if (head === undefined || verification.result !== 'intact') return verification;
  const sequence = verification.head?.sequence ?? 0;
  if (verification.head?.hash === head.hash) return verification;
  const message = `The trail is whole, and its head, row ${sequence}, has another hash. If rows were added since, give the row as well: --head <row>:<hash>.`;
  return { result: 'broken', sequence, fault: 'head-differs', message };
}
