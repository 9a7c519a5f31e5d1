import type { Candidate } from './candidate.ts';
import type { Finding } from './finding.ts';
import { type ManifestValue, manifestValues } from '../manifest-values.ts';

const dayMilliseconds = 86_400_000;

/**
 * The values that a chosen provider is run on and that deserve a look: not from the vendor, or read longer ago than the
 * review interval. Values of deployments that are not configured are left out. Pure.
 */
export function manifestFindings(
  { id, descriptor, deployment, role }: Candidate,
  reviewDays: number,
  now: number,
): readonly Finding[] {
  if (role === 'prepared' || deployment === undefined) return [];
  const subject = `${id}/${deployment.id}`;
  const used = manifestValues(descriptor.manifest).filter(
    ({ path }) => !path.startsWith('deployments.') || path.startsWith(`deployments.${deployment.id}.`),
  );
  const amber = used.flatMap((value): readonly Finding[] => {
    const doubts = doubtsOf(value, reviewDays, now);
    if (doubts.length === 0) return [];
    const code = value.confidence === 'vendor' ? 'value-not-reviewed' : 'value-not-from-vendor';
    const message = `${value.path}: ${doubts.join(', and ')}. Source: ${value.source}`;
    return [{ check: 'manifest', subject, state: 'amber', code, message, value }];
  });
  if (amber.length > 0) return amber;
  const message = `All ${used.length} values were read on the vendor’s own page in the last ${reviewDays} days.`;
  return [{ check: 'manifest', subject, state: 'ok', code: 'values-read', message }];
}

function doubtsOf({ confidence, readOn }: ManifestValue, reviewDays: number, now: number): readonly string[] {
  const age = Math.floor((now - Date.parse(`${readOn}T00:00:00Z`)) / dayMilliseconds);
  return [
    ...(confidence === 'vendor'
      ? []
      : [confidence === 'assumed' ? 'assumed' : 'read in a third party’s text']),
    // A day that cannot be read is no proof of a recent one.
    ...(age <= reviewDays ? [] : [`last read on ${readOn}`]),
  ];
}
