import type { Confidence, ProviderManifest, Sourced } from '@patchbay/contract';
import { meshCapabilities } from './mesh-capabilities.ts';

const sourced =
  (confidence: Confidence, source: string) =>
  <Value>(value: Value): Sourced<Value> => ({ value, source, readOn: '2026-11-23', confidence });

const ours = sourced('vendor', 'This package');
const byDesign = sourced('assumed', 'The operator’s own hosts carry signalling and relayed media.');
const note = sourced('third-party', 'Voice-vendor HIPAA and BAA assessment (note, July 2026), on SFUs');
const signing =
  'The hosts’ BAA. AWS: Artifact; Azure: data processing addendum; Google Cloud: click-through.';

/** What there is to know about the mesh provider. */
export const manifest = {
  id: 'mesh',
  name: 'Patchbay mesh',
  capabilities: meshCapabilities,
  deployments: [
    {
      id: 'self-hosted',
      name: 'Patchbay mesh on your own server',
      kind: 'self-hosted',
      baa: {
        offered: byDesign('host'),
        mechanism: note(signing),
        plans: ours([]),
        monthlyPrice: note('0'),
        covers: byDesign(['video']),
        excludes: ours([]),
        requiredSettings: ours([]),
      },
      rates: [],
      billing: undefined,
      regions: byDesign([]),
      limits: [{ name: 'Server processes per room', value: ours('1') }],
    },
  ],
  licence: { server: ours('Apache-2.0'), clientSdk: ours('Apache-2.0') },
  lifecycle: [],
} as const satisfies ProviderManifest;
