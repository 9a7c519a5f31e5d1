import type { Deployment, ProviderManifest, Sourced } from '@patchbay/contract';
import { readOnDay } from '@patchbay/contract';
import { pexipCapabilities } from './pexip-capabilities.ts';

const { vendor, assumed } = readOnDay('2026-11-23');

const telehealth = 'docs.pexip.com, telehealth_intro (v25)';
const capacity = 'docs.pexip.com, licences (v19) and capacity_planning';
const direct = 'docs.pexip.com/admin/direct_media.htm, archived copy';
const noText = 'No text of an agreement with Pexip was found';
const hosted = 'Self-hosted Infinity: the media and the records are with whoever runs it';
const telling =
  "The Epic integration's default conference name has the patient's name in it; Patchbay's is random.";

const baa: Deployment['baa'] = {
  offered: assumed('host', hosted, `${noText}: the agreement that counts is taken to be the cloud host's.`),
  mechanism: assumed("The cloud host's agreement; whether Pexip signs one was not found.", noText),
  plans: assumed([], noText),
  monthlyPrice: assumed(undefined, noText),
  covers: assumed(['video'], hosted, 'Pexip says that its Epic integration enables compliance, and no more.'),
  excludes: assumed(['Recording: Pexip has none, and streams to somebody else'], hosted),
  requiredSettings: assumed(['conference-names-opaque'], telehealth, telling),
};

const limit = (name: string, value: Sourced<string>) => ({ name, value });
/** Pexip Infinity as data: software that one runs, with licences by connections at once. */
export const manifest = {
  id: 'pexip',
  name: 'Pexip Infinity',
  capabilities: pexipCapabilities,
  deployments: [
    {
      id: 'self-hosted',
      name: 'Pexip Infinity, self-hosted',
      kind: 'self-hosted',
      baa,
      // Licences are for connections at once ("ports"). No price was found, so the build estimate has none of them.
      rates: [],
      billing: undefined,
      regions: vendor(['wherever it is installed'], capacity),
      limits: [
        limit('people in direct media', vendor('2', direct, 'A third makes it a mix, or is refused.')),
        limit('people in a room', assumed('by licences and capacity', capacity, 'Patchbay claims 12.')),
        limit(
          'licences',
          vendor('one per connection at once, two through a gateway', capacity, 'No price found.'),
        ),
        limit('what one core carries', vendor('one HD call; Full HD is 2, SD 0.5, audio 1/12', 'Pexip, v13')),
        limit('conferences in history', vendor('10,000', 'docs.pexip.com/api_manage/api_history.htm')),
      ],
    },
  ],
  licence: {
    server: assumed(
      'LicenseRef-Pexip-Infinity',
      capacity,
      'Commercial licence keys; the terms were not read.',
    ),
    clientSdk: vendor('Apache-2.0', '@pexip/infinity 20.0.0, package.json'),
  },
  lifecycle: [],
} as const satisfies ProviderManifest;
