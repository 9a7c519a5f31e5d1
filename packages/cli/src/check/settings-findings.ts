import type { PatchbayConfig } from '@patchbay/server';
import type { Candidate } from './candidate.ts';
import type { Finding } from './finding.ts';

/** What the config says of itself. A config that is wrong does not get this far. */
export function configFindings({
  file,
  development,
}: Pick<PatchbayConfig, 'file' | 'development'>): readonly Finding[] {
  const subject = file ?? 'embedded defaults';
  const valid: Finding = {
    check: 'config',
    subject,
    state: 'ok',
    code: 'valid',
    message: 'Every key is right.',
  };
  if (!development) return [valid];
  const message = 'development is on, so keys may be made up for each run: never for real consults.';
  return [valid, { check: 'config', subject, state: 'amber', code: 'development', message }];
}

/** Whether a provider has all that it needs to be chosen. Names settings, never values. */
export function settingsFindings({ id, config, deployment, role }: Candidate): readonly Finding[] {
  const about = { check: 'settings', subject: id } as const;
  if (config.missing.length > 0) {
    return config.missing.map((issue): Finding => {
      const named =
        issue.env === undefined ? issue.path : `${issue.path}, or ${issue.env} in the environment`;
      const message = `Needed before it can be chosen: ${named}.`;
      return { ...about, state: role === 'prepared' ? 'amber' : 'failed', code: issue.code, message, issue };
    });
  }
  if (deployment === undefined) {
    const message = 'Its settings mean a deployment that its manifest does not have.';
    return [{ ...about, state: 'failed', code: 'deployment-unknown', message }];
  }
  return [{ ...about, state: 'ok', code: 'complete', message: `Complete, for ${deployment.name}.` }];
}
