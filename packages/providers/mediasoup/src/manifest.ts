import type { Confidence, ProviderManifest, Sourced } from '@patchbay/contract';
import { mediasoupCapabilities } from './mediasoup-capabilities.ts';

const of =
  (confidence: Confidence, source: string, note?: string) =>
  <Value>(value: Value): Sourced<Value> => {
    const origin = { source, readOn: '2026-11-23', confidence };
    return note === undefined ? { value, ...origin } : { value, ...origin, note };
  };

const server = of('vendor', 'mediasoup 3.27.1, package.json and LICENSE');
const client = of('vendor', 'mediasoup-client 3.24.1, package.json');
const scalability = of('vendor', 'mediasoup.org, scalability');
const design = of('vendor', 'This package');
const hosted = of('assumed', 'Nobody but the operator’s own host sees signalling or media');
const assessment = of('third-party', 'Voice-vendor HIPAA and BAA assessment, note of July 2026, on SFUs');
const signing =
  'The host’s own agreement: AWS by Artifact, Azure by its data addendum, Google Cloud by click-through.';

/** mediasoup as data: a library on one’s own servers, so the host’s agreement is the one that counts. */
export const manifest = {
  id: 'mediasoup',
  name: 'mediasoup',
  capabilities: mediasoupCapabilities,
  deployments: [
    {
      id: 'self-hosted',
      name: 'mediasoup inside your own Patchbay server',
      kind: 'self-hosted',
      baa: {
        offered: hosted('host'),
        mechanism: assessment(signing),
        plans: design([]),
        monthlyPrice: assessment('0'),
        covers: hosted(['video']),
        excludes: design([]),
        requiredSettings: design([]),
      },
      rates: [],
      billing: undefined,
      regions: hosted([]),
      limits: [
        { name: 'Consumers per worker, that is per core', value: scalability('some 500') },
        { name: 'Workers per room', value: design('1') },
        { name: 'Server processes per room', value: design('1') },
      ],
    },
  ],
  licence: { server: server('ISC'), clientSdk: client('ISC') },
  lifecycle: [],
} as const satisfies ProviderManifest;
