import type { Deployment, ProviderManifest, RateCard, Sourced } from '@patchbay/contract';
import { readOnDay } from '@patchbay/contract';
import { vonageCapabilities } from './vonage-capabilities.ts';

const { vendor, thirdParty, assumed } = readOnDay('2026-11-23');

const conflict =
  'Vonage contradicts itself: article 115006125428 (no business associate, no PHI through its APIs; of the older platform) and article 6646237446556 (secure transmission of PHI by the Video API)';
const prices = 'Third-party notes of 2026-06-20 (self-marked "not reconciled") and 2026-10-09';
const billed = 'api.support.vonage.com 6646183654684 and 6646176186524';
const guides = 'developer.vonage.com, transition guides and release notes of the Video library';
const archiving = 'developer.vonage.com, archiving overview';
const sdk = '@vonage/client-sdk-video 2.35.2';

const baa: Deployment['baa'] = {
  offered: assumed('unknown', conflict, 'Get it in writing before any patient call.'),
  mechanism: assumed('Unknown: ask for a signed agreement that names the Video API.', conflict),
  plans: thirdParty(['Enterprise'], 'accountablehq.com (no date)', 'Vonage says nothing of plans.'),
  monthlyPrice: assumed(undefined, 'No figure was found'),
  covers: assumed(['video'], conflict, 'What an agreement covers was not found; recording is not assumed.'),
  excludes: assumed([], 'No list was found; an empty one does not mean that all is covered'),
  requiredSettings: assumed([], 'None was found; the guide to media zones names HIPAA as a reason for them'),
};

const firstTier = { upTo: '100000', price: '0.0041' };
const tiers: RateCard['meters'][0]['tiers'] = thirdParty(
  [firstTier, { upTo: undefined, price: '0.003895' }],
  prices,
  '5% less above 100,000 a month, read as of what is above. For up to 25 who publish: dearer beyond, by how much was not found. SIP ($0.005 a minute), archives (from $0.0125) and captions cost extra.',
);
const unlimited = { effectiveFrom: undefined, effectiveTo: undefined };
const rateCard: RateCard = {
  id: 'vonage-pay-as-you-go',
  plan: 'Pay as you go',
  monthlyFee: assumed('0', 'No monthly fee was found'),
  meters: [{ unit: 'participant-minute', included: thirdParty('0', prices, 'A trial credit only.'), tiers }],
  ...unlimited,
};

const perMinute =
  'Each minute of a session is looked at by itself, for the most participants in it: minute-up per connection is the nearest rule.';
const billing: Deployment['billing'] = {
  id: 'vonage-participant-minutes',
  rounding: assumed('minute-up', `No rounding was found. ${billed}`, perMinute),
  minimumSeconds: assumed(0, 'None was found'),
  startsAt: vendor('first-publication', billed, 'Nothing is billed until somebody in the session publishes.'),
  loneParticipant: vendor('billed', billed, 'Once they publish. An older text waited for the second one.'),
  sipLegs: vendor('twice', billed, 'As a participant, and as a leg at $0.005 a minute.'),
  ...unlimited,
};

const express = 'Video Express, a layer above the Video API, is deprecated; the Video API itself is not.';
const zones = ['US', 'EU', 'DE', 'AU', 'CA', 'JP', 'KR', 'SG', 'BR'];
const limit = (name: string, value: Sourced<string>) => ({ name, value });

/** Vonage Video as data. */
export const manifest = {
  id: 'vonage',
  name: 'Vonage Video API',
  capabilities: vonageCapabilities,
  deployments: [
    {
      id: 'unified',
      name: 'Vonage Video API, unified environment',
      kind: 'managed',
      baa,
      rates: [rateCard],
      billing,
      regions: vendor(zones, 'developer.vonage.com, regional media zones', 'An add-on; some lack features.'),
      limits: [
        limit(
          'connections in a session',
          thirdParty('3,000', 'An older blog; a note of 2026-10-09 says 15,000'),
        ),
        limit('length of an archive', vendor('4 hours', archiving)),
        limit('video streams in an archive', vendor('16 composed, 50 individual', archiving)),
        limit('data of a signal', vendor('8192 characters as JSON', `${sdk}, MAX_SIGNAL_DATA_LENGTH`)),
        limit('calls per second', assumed('unknown', 'No figure was found')),
      ],
    },
  ],
  licence: {
    server: vendor(undefined, guides, 'A service; nothing of it is installed.'),
    clientSdk: vendor(
      'LicenseRef-vonage-communications-apis-terms-of-use',
      `${sdk}, package.json: https://www.vonage.com/legal/communications-apis/terms-of-use/`,
      'Proprietary: have the terms read before the SDK is shipped with a product.',
    ),
  },
  lifecycle: [
    { kind: 'acquired', on: vendor(undefined, guides, 'July 2022.'), summary: 'By Ericsson, for $6.2bn.' },
    { kind: 'ended', on: vendor('2025-06-30', guides), summary: 'The Meetings API, a neighbour, ended.' },
    { kind: 'announced-end', on: vendor(undefined, guides, 'May 2026.'), summary: express },
  ],
} as const satisfies ProviderManifest;
