import type { ProviderManifest, Sourced } from '@patchbay/contract';
import { fakeCapabilities } from './fake-capabilities.ts';

const ours = <Value>(value: Value): Sourced<Value> => ({
  value,
  source: 'This package',
  readOn: '2026-11-23',
  confidence: 'vendor',
});

/** The fake carries nobody's data anywhere: it lives in one page or one test, and no BAA is offered for it. */
export const manifest = {
  id: 'fake',
  name: 'Patchbay fake',
  capabilities: fakeCapabilities,
  deployments: [
    {
      id: 'in-memory',
      name: 'In memory',
      kind: 'self-hosted',
      baa: {
        offered: ours('no'),
        mechanism: ours('None. For tests, demos and docs only.'),
        plans: ours([]),
        monthlyPrice: ours(undefined),
        covers: ours([]),
        excludes: ours([]),
        requiredSettings: ours([]),
      },
      rates: [],
      billing: undefined,
      regions: ours([]),
      limits: [{ name: 'Participants per room', value: ours('16') }],
    },
  ],
  licence: { server: ours('Apache-2.0'), clientSdk: ours('Apache-2.0') },
  lifecycle: [],
} as const satisfies ProviderManifest;
