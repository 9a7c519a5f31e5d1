import type { Deployment, ProviderBackendDescriptor } from '@patchbay/contract';
import type { PatchbayConfig, ProviderConfig } from '@patchbay/server';

/** An installed provider as the config has it. */
export interface Candidate {
  readonly id: string;
  readonly descriptor: ProviderBackendDescriptor;
  readonly config: ProviderConfig;
  /** What its settings mean; undefined when the manifest does not have it. */
  readonly deployment: Deployment | undefined;
  /** `prepared`: installed, and neither the provider nor a fallback. */
  readonly role: 'provider' | 'fallback' | 'prepared';
}

/** Every installed provider, those first that the server may hand out. */
export function candidatesOf({
  installed,
  providers,
  provider,
  fallback,
}: PatchbayConfig): readonly Candidate[] {
  const order = ['provider', 'fallback', 'prepared'];
  return installed
    .map((descriptor): Candidate => {
      const { id, deployments } = descriptor.manifest;
      const config = providers[id] ?? { settings: {}, missing: [] };
      const deploymentId = descriptor.deploymentOf(config.settings);
      return {
        id,
        descriptor,
        config,
        deployment: deployments.find((deployment) => deployment.id === deploymentId),
        role: roleOf(id, provider, fallback),
      };
    })
    .toSorted((a, b) => order.indexOf(a.role) - order.indexOf(b.role));
}

function roleOf(id: string, provider: string, fallback: readonly string[]): Candidate['role'] {
  if (id === provider) return 'provider';
  return fallback.includes(id) ? 'fallback' : 'prepared';
}

/** Of a provider that nobody is sent to, a fault is only worth a look. */
export const graveFor = <State extends 'failed' | 'unavailable'>(
  { role }: Candidate,
  state: State,
): State | 'amber' => (role === 'prepared' ? 'amber' : state);
