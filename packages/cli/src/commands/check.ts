import { backendFindings } from '../check/backend-findings.ts';
import { type Candidate, candidatesOf } from '../check/candidate.ts';
import type { CheckReport } from '../check/check-report.ts';
import type { Finding } from '../check/finding.ts';
import { gateFindings } from '../check/gate-findings.ts';
import { manifestFindings } from '../check/manifest-findings.ts';
import { pageFindings } from '../check/page-findings.ts';
import { configFindings, settingsFindings } from '../check/settings-findings.ts';
import { storeFindings } from '../check/store-findings.ts';
import { type GlobalOptions, readConfig } from '../config-file.ts';
import { exitCode, type ExitCode } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { printJson } from '../render/print-json.ts';
import { renderCheck } from '../render/render-check.ts';

export interface CheckOptions extends GlobalOptions {
  /** The provider ids that the app's page lists. */
  readonly installed?: readonly string[] | undefined;
  /** How many days after it was read a manifest's value is due for another look. */
  readonly reviewDays: number;
}

/** Looks for what would keep a patient from a consult, before one does. */
export async function checkCommand(options: CheckOptions, io: Io): Promise<ExitCode> {
  const config = await readConfig(options, io);
  const candidates = candidatesOf(config);
  const now = io.now();
  const each = (look: (candidate: Candidate) => readonly Finding[]): readonly Finding[] =>
    candidates.flatMap(look);
  io.stderr('Asking the providers whether they answer\n');
  const backends = await Promise.all(candidates.map((candidate) => backendFindings(candidate, config, io)));
  const findings = [
    ...configFindings(config),
    ...each(settingsFindings),
    ...backends.flat(),
    ...each((candidate) => gateFindings(candidate, config.compliance, now)),
    ...(await storeFindings(config, io)),
    ...pageFindings(candidates, options.installed),
    ...each((candidate) => manifestFindings(candidate, options.reviewDays, now)),
  ];
  const exit = exitOf(findings);
  const { provider, fallback } = config;
  const report: CheckReport = { ok: exit === exitCode.ok, provider, fallback, findings };
  if (options.json) printJson(io, report);
  else io.stdout(renderCheck(report, io));
  return exit;
}

/** A wrong configuration weighs more than surroundings that may be well again tomorrow. */
function exitOf(findings: readonly Finding[]): ExitCode {
  const has = (state: Finding['state']): boolean => findings.some((finding) => finding.state === state);
  if (has('failed')) return exitCode.no;
  return has('unavailable') ? exitCode.environment : exitCode.ok;
}
