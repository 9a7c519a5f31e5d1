import type { ProviderId } from '@patchbay/contract';
import type { PatchbayConfig } from '../config/patchbay-config.ts';

export interface UsedDeployment {
  readonly id: string;
  readonly kind: 'managed' | 'self-hosted';
}

export type Deployments = ReadonlyMap<ProviderId, UsedDeployment>;

/** What each installed provider runs as, by its settings. */
export const deploymentsOf = ({
  installed,
  providers,
}: Pick<PatchbayConfig, 'installed' | 'providers'>): Deployments =>
  new Map(
    installed.map(({ manifest, deploymentOf }) => {
      const id = deploymentOf(providers[manifest.id]?.settings ?? {});
      const deployment =
        manifest.deployments.find((candidate) => candidate.id === id) ?? manifest.deployments[0];
      return [manifest.id, deployment];
    }),
  );
