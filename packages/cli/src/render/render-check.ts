import type { Finding } from '../check/finding.ts';
import type { CheckReport } from '../check/check-report.ts';
import type { Io } from '../io.ts';
import { type Paint, paintOf, type Tone } from './paint.ts';
import { type Cell, textTable } from './text-table.ts';

const tones: Readonly<Record<Finding['state'], Tone>> = {
  ok: 'ok',
  amber: 'amber',
  failed: 'failed',
  unavailable: 'failed',
};

const columns = [{ heading: 'state' }, { heading: 'check' }, { heading: 'subject' }, { heading: '' }];

const cellsOf = ({ state, check, subject, message }: Finding): readonly Cell[] => [
  { text: state, tone: tones[state] },
  check,
  subject,
  message,
];

/** What was found, for people, the verdict last. */
export function renderCheck(
  { ok, provider, fallback, findings }: CheckReport,
  io: Pick<Io, 'colour'>,
): string {
  const paint = paintOf(io);
  const handedOut = [provider, ...fallback].join(', then ');
  return [
    `${paint('strong', 'Patchbay check')} of consults with PHI on ${handedOut}\n\n`,
    textTable(columns, findings.map(cellsOf), paint),
    `\n${verdict(ok, findings, paint)}\n`,
  ].join('');
}

function verdict(ok: boolean, findings: readonly Finding[], paint: Paint): string {
  const counts = (['failed', 'unavailable', 'amber', 'ok'] as const)
    .map((state) => `${findings.filter((finding) => finding.state === state).length} ${state}`)
    .join(', ');
  return ok
    ? `${paint('ok', 'Nothing found that keeps a patient from a consult')}: ${counts}.`
    : `${paint('failed', 'A patient would be kept from a consult')}: ${counts}.`;
}
