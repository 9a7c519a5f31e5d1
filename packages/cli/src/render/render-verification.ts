import type { AuditVerification } from '@patchbay/compliance';
import type { Io } from '../io.ts';
import { paintOf } from './paint.ts';

/** What a verification found, for people. */
export function renderVerification(
  file: string,
  verification: AuditVerification,
  io: Pick<Io, 'colour'>,
): string {
  const paint = paintOf(io);
  switch (verification.result) {
    case 'intact': {
      const { rows, head } = verification;
      const kept = head === undefined ? 'none yet' : `${head.sequence}:${head.hash}`;
      return [
        `${paint('ok', 'The audit trail is whole.')}\n`,
        `  file  ${file}\n`,
        `  rows  ${rows}\n`,
        `  head  ${kept}\n`,
        'Keep the head somewhere else: with --head it proves later that no rows were cut off.\n',
      ].join('');
    }
    case 'broken':
      return [
        `${paint('failed', `The audit trail is broken at row ${verification.sequence}.`)} ${verification.message}\n`,
        `  file   ${file}\n`,
        `  fault  ${verification.fault}\n`,
      ].join('');
    case 'unreadable':
      return [
        `${paint('failed', 'The audit trail cannot be read.')} ${verification.message}\n`,
        `  file   ${file}\n`,
        `  fault  ${verification.fault}\n`,
      ].join('');
  }
}
