import { resolve } from 'node:path';
import { type AuditHead, type AuditVerification, verifyAuditFile } from '@patchbay/compliance';
import { auditFile, connectDatabase, type PatchbayConfig } from '@patchbay/server';
import { CommandError } from '../command-error.ts';
import { type GlobalOptions, readConfigWithoutKeys } from '../config-file.ts';
import { exitCode, type ExitCode } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { printJson } from '../render/print-json.ts';
import { renderVerification } from '../render/render-verification.ts';
import type { ExpectedHead } from '../option-values.ts';

export interface AuditVerifyOptions extends GlobalOptions {
  /** The trail's file; unless told the configured database's, or the data directory's. */
  readonly file?: string | undefined;
  /** What an earlier verification printed. */
  readonly head?: ExpectedHead | undefined;
}

/** Verifies the audit trail without writing to it, also while the server appends to it. */
export async function auditVerifyCommand(options: AuditVerifyOptions, io: Io): Promise<ExitCode> {
  const config = options.file === undefined ? await readConfigWithoutKeys(options, io) : undefined;
  const { place: file, verification } =
    config === undefined
      ? verifyFile(resolve(io.cwd, options.file ?? ''), options.head)
      : await verifyConfiguredAudit(config, options.head);
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

/** Verifies the trail that the config names, without writing to it. */
export const verifyConfiguredAudit = async (
  { database, dataDirectory }: Pick<PatchbayConfig, 'database' | 'dataDirectory'>,
  head?: ExpectedHead,
): Promise<VerifiedAudit> =>
  database === undefined ? verifyFile(auditFile(dataDirectory), head) : verifyDatabase(database, head);

/** There is no file to judge, as against a file that does not pass. */
const isElsewhere = (fault: string): boolean => fault === 'missing' || fault === 'cannot-open';

export interface VerifiedAudit {
  readonly place: string;
  readonly verification: AuditVerification;
}

const verifyFile = (file: string, head: ExpectedHead | undefined): VerifiedAudit => ({
  place: file,
  verification: judge(verifyAuditFile(file, rowOf(head)), head),
});

async function verifyDatabase(
  settings: NonNullable<PatchbayConfig['database']>,
  head: ExpectedHead | undefined,
): Promise<VerifiedAudit> {
  const database = await connectDatabase(settings);
  try {
    return { place: database.place, verification: judge(await database.verifyAudit(rowOf(head)), head) };
  } finally {
    await database.close();
  }
}

/** A head with its row is looked for while the chain is walked along. */
const rowOf = (head: ExpectedHead | undefined): AuditHead | undefined =>
  head?.sequence === undefined ? undefined : { sequence: head.sequence, hash: head.hash };

/** A head without its row has to be the last one. */
function judge(verification: AuditVerification, head: ExpectedHead | undefined): AuditVerification {
  if (head === undefined || head.sequence !== undefined || verification.result !== 'intact')
    return verification;
  const sequence = verification.head?.sequence ?? 0;
  if (verification.head?.hash === head.hash) return verification;
  const message = `The trail is whole, and its head, row ${sequence}, has another hash. If rows were added since, give the row as well: --head <row>:<hash>.`;
  return { result: 'broken', sequence, fault: 'head-differs', message };
}
