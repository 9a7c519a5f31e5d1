import type { AuditVerification } from '@patchbay/compliance';
import { type LedgerVerification, verifyLedger } from '@patchbay/metering';
import { verifyConfiguredAudit } from '../commands/audit-verify.ts';
import { type GlobalOptions, readConfigWithoutKeys } from '../config-file.ts';
import { exitCode, type ExitCode } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { formatCount } from '../render/amounts.ts';
import { paintOf } from '../render/paint.ts';
import { printJson } from '../render/print-json.ts';
import { withLedger } from './open-ledger.ts';

export interface LedgerVerifyOptions extends GlobalOptions {
  /** The audit trail too. */
  readonly audit?: boolean | undefined;
}

/** Computes the whole ledger anew and compares, without writing. */
export async function ledgerVerifyCommand(options: LedgerVerifyOptions, io: Io): Promise<ExitCode> {
  const config = await readConfigWithoutKeys(options, io);
  const { leaseSeconds, heartbeatSeconds } = config.metering;
  const verification = await withLedger(config, io, 'reading', (ledger) =>
    ledger.read(() => verifyLedger(ledger.dialect, { leaseSeconds, heartbeatSeconds, now: io.now() })),
  );
  const audit = options.audit === true ? (await verifyConfiguredAudit(config)).verification : undefined;
  if (options.json) printJson(io, { ...verification, ...(audit !== undefined && { audit }) });
  else io.stdout(render(verification, audit, io));
  const isSound = verification.result === 'sound' && (audit === undefined || audit.result === 'intact');
  return isSound ? exitCode.ok : exitCode.no;
}

function render(
  { result, difference, checked, waiting }: LedgerVerification,
  audit: AuditVerification | undefined,
  io: Pick<Io, 'colour'>,
): string {
  const paint = paintOf(io);
  const counts = Object.entries({
    'rows of evidence': checked.evidenceRows,
    consults: checked.consults,
    months: checked.months,
    hours: checked.hours,
    'closed months': checked.closedMonths,
    'consults that wait or may go on, whose presence was not compared': waiting.consults,
    'hours that wait, which were not compared': waiting.hours,
  });
  return [
    result === 'sound'
      ? `${paint('ok', 'The ledger is sound.')}\n`
      : `${paint('failed', `The ledger differs (${difference?.check}), at ${difference?.where}.`)} ${difference?.message}\n`,
    ...counts.map(([what, count]) => `  ${formatCount(count)} ${what}\n`),
    ...(audit === undefined
      ? []
      : [
          audit.result === 'intact'
            ? `${paint('ok', `The audit trail’s ${audit.rows} rows are whole.`)}\n`
            : `${paint('failed', `The audit trail is ${audit.result}.`)} ${audit.message}\n`,
        ]),
  ].join('');
}
