import { buildPresets, findBuildPreset } from '@patchbay/cost';
import type { ProviderBackendDescriptor } from '@patchbay/contract';
import type { ConfigIssue } from './config-error.ts';
import type { ParsedConfig } from './config-schema.ts';

/** What is wrong with the keys under `cost`. */
export function readCost(
  { preset, rateCards }: ParsedConfig['cost'],
  installed: readonly ProviderBackendDescriptor[],
): readonly ConfigIssue[] {
  const issues: ConfigIssue[] = [];
  const complain = (path: string, what: string, known: readonly string[]): void => {
    const message = `There is no such ${what}. Choose one of: ${known.join(', ')}.`;
    issues.push({ code: 'wrong-value', path: `cost.${path}`, message, env: undefined });
  };
  if (findBuildPreset(preset) === undefined) {
    complain(
      'preset',
      'preset',
      buildPresets.map(({ id }) => id),
    );
  }
  for (const [provider, card] of Object.entries(rateCards)) {
    const manifest = installed.find(({ manifest }) => manifest.id === provider)?.manifest;
    const cards = (manifest?.deployments ?? []).flatMap(({ rates }) => rates.map(({ id }) => id));
    if (!cards.includes(card)) complain(`rateCards.${provider}`, 'rate card of this provider', cards);
  }
  return issues;
}
