import type { Deployment, ProviderManifest, RateCard } from '@patchbay/contract';
import { readOnDay } from '@patchbay/contract';
import { twilioCapabilities } from './twilio-capabilities.ts';

const { vendor, thirdParty, assumed } = readOnDay('2026-11-23');

const editions = 'twilio.com/docs/iam/twilio-editions/hippa.md';
const eligible = 'Twilio, HIPAA-Eligible-Services.pdf of 2024-12-11';
const faq = 'twilio.com/docs/video/faq';
const prices = 'Third-party notes quoting twilio.com, of 2026-08-31, 2026-09-16 and 2026-09-23';
const reversal = 'Twilio blog twilio-video-update-2024, by third-party notes of 2026-09-16 and 2026-09-26';

const baa: Deployment['baa'] = {
  offered: vendor('yes', editions),
  mechanism: vendor('Business Associate Addendum; then each project or subaccount is designated.', editions),
  plans: vendor(['Security Edition', 'Enterprise Edition'], editions),
  monthlyPrice: assumed(undefined, 'Editions are sold by quote; no figure was found'),
  covers: vendor(['video', 'recording'], eligible, 'Some only by the rules of "Architecting for HIPAA".'),
  excludes: vendor(['Real-time video transcription, and whatever else is not listed'], eligible),
  requiredSettings: vendor(['hipaa-designated-account'], editions),
};

const none = { plans: vendor([], editions), covers: vendor([], editions) };
const noBaa: Deployment['baa'] = { ...baa, ...none, offered: vendor('no', editions) };

const rateCard: RateCard = {
  id: 'twilio-group-rooms',
  plan: 'Group Rooms',
  monthlyFee: assumed('0', 'No fee for Video itself was found; the price of an edition is not known'),
  meters: [
    {
      unit: 'participant-minute',
      included: thirdParty('0', prices, 'A trial credit only.'),
      tiers: thirdParty([{ upTo: undefined, price: '0.004' }], prices, 'Recording costs extra.'),
    },
  ],
  effectiveFrom: undefined,
  effectiveTo: undefined,
};

const billing: Deployment['billing'] = {
  id: 'twilio-connected-minutes',
  rounding: assumed('minute-up', 'Not published for Video (support 223132307); the dearest reading is used'),
  minimumSeconds: vendor(0, faq, 'No minimum.'),
  startsAt: vendor('connected', faq, 'Minutes "spent connected to a Room".'),
  loneParticipant: assumed('billed', 'Inferred: connection time is billed, and no exception was found'),
  effectiveFrom: undefined,
  effectiveTo: undefined,
};

const limits = 'twilio.com/docs/video/programmable-video-limits.md, 2026-06-25';
const limit = (name: string, value: string) => ({ name, value: vendor(value, limits) });

const regions = ['au1', 'br1', 'de1', 'ie1', 'in1', 'jp1', 'sg1', 'us1', 'us2'];
const service = {
  kind: 'managed',
  rates: [rateCard],
  billing,
  regions: thirdParty(regions, 'Third-party note of 2026-09-16', 'Routed globally; the API key must be US1.'),
  limits: [
    limit('participants in a room', '50'),
    limit('length of a room', '24 hours'),
    limit('concurrent rooms, concurrent participants', '10,000 each by default'),
    limit('REST calls per second and account', '80 reads, 20 writes'),
    { name: 'lifetime of an access token', value: assumed('24 hours', 'Recalled; not read anywhere') },
  ],
} as const satisfies Partial<Deployment>;

const announced = assumed('2023-12-05', 'The day is not known; press of 2023-12-13 says "last week"');
const extended = assumed(undefined, 'Not found; one note says March 2024');
const rescinded = thirdParty('2024-10-21', reversal, 'Stale copies of the documentation still name the end.');

/** Twilio Video as data: one product on two kinds of account. */
export const manifest = {
  id: 'twilio',
  name: 'Twilio Video',
  capabilities: twilioCapabilities,
  deployments: [
    { ...service, id: 'hipaa-edition', name: 'Twilio Video, Security or Enterprise Edition', baa },
    { ...service, id: 'no-edition', name: 'Twilio Video, without an edition', baa: noBaa },
  ],
  licence: {
    server: vendor(undefined, faq, 'A service; nothing of it is installed.'),
    clientSdk: vendor('BSD-3-Clause', 'twilio-video 2.36.0, package.json'),
  },
  lifecycle: [
    { kind: 'announced-end', on: announced, summary: 'The end was announced for 2024-12-05.' },
    { kind: 'extended', on: extended, summary: 'The end was moved to 2026-12-05.' },
    { kind: 'rescinded', on: rescinded, summary: 'Video "will remain a standalone product".' },
  ],
} as const satisfies ProviderManifest;
