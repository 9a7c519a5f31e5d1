import type { Candidate } from './candidate.ts';
import type { Finding } from './finding.ts';

/** Whether the app's page lists every provider that it may get a ticket for. Pure. */
export function pageFindings(
  candidates: readonly Candidate[],
  listed: readonly string[] | undefined,
): readonly Finding[] {
  if (listed === undefined) {
    const message = 'Not compared: name the providers that the page lists, such as --installed mesh,livekit.';
    return [{ check: 'page', subject: 'the page', state: 'amber', code: 'page-not-compared', message }];
  }
  const known = candidates.map(({ id }) => id);
  return [
    ...candidates.flatMap((candidate) => comparison(candidate, listed)),
    ...listed
      .filter((id) => !known.includes(id))
      .map((id): Finding => {
        const message = `The page lists it and the server has no such provider. Installed: ${known.join(', ')}.`;
        return { check: 'page', subject: id, state: 'amber', code: 'provider-not-on-server', message };
      }),
  ];
}

function comparison({ id, role }: Candidate, listed: readonly string[]): readonly Finding[] {
  const about = { check: 'page', subject: id } as const;
  if (listed.includes(id)) return [{ ...about, state: 'ok', code: 'listed', message: 'The page lists it.' }];
  // The code is the one that the browser would give the patient.
  const code = 'provider-not-installed';
  if (role === 'prepared') {
    const message = 'The page does not list it: release the page with it before this provider is chosen.';
    return [{ ...about, state: 'amber', code, message }];
  }
  const message = `The server hands out tickets for it as ${role}, and the page does not list it: such a join fails.`;
  return [{ ...about, state: 'failed', code, message }];
}
