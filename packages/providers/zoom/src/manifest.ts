import { type Deployment, type ProviderManifest, type RateCard, readOnDay } from '@patchbay/contract';
import { zoomCapabilities } from './zoom-capabilities.ts';

const { vendor, thirdParty, assumed } = readOnDay('2026-11-23');

const signing = 'support.zoom.com KB0067751: Zoom signs for Zoom for Healthcare and for paid plans';
const unnamed = `${signing}; it names Zoom Workplace, and no page was found that names the Video SDK`;
const legacy = 'developers.zoom.us, legacy-business-associate-agreements';
const credits = 'A competitor’s blog, by third-party notes of 2026-09-26 and 2026-09-23';
const skill = 'Zoom’s partner-built skill file in anthropics/knowledge-work-plugins';
const sdk = '@zoom/videosdk 2.5.0';
const terms = `${sdk}, LICENSE.md: explore.zoom.us/en/video-sdk-terms`;

const baa: Deployment['baa'] = {
  offered: assumed('unknown', unnamed, 'Have Zoom name the Video SDK in it before any patient call.'),
  mechanism: vendor('A Business Associate Agreement with Zoom, on a paid plan.', signing),
  plans: assumed([], unnamed),
  monthlyPrice: assumed(undefined, 'No price of the agreement, nor of a plan with it, was found'),
  covers: assumed([], unnamed, 'Take it from the agreement itself.'),
  excludes: vendor(['Cloud recording, under agreements from before November 2020'], legacy),
  requiredSettings: assumed(['video-sdk-named-in-baa'], unnamed),
};

const always = { effectiveFrom: undefined, effectiveTo: undefined };

const rateCard: RateCard = {
  id: 'zoom-build-credits',
  plan: 'Build Platform credits',
  monthlyFee: assumed('0', 'Credits are bought in packs; how many minutes one buys is not public'),
  meters: [
    {
      unit: 'participant-minute',
      included: assumed('0', 'Zoom’s own pages disagree: 10,000 minutes a month, or 20 credits for a trial'),
      tiers: thirdParty([{ upTo: undefined, price: '0.0035' }], credits, 'Recording needs a storage plan.'),
    },
  ],
  ...always,
};

const billing: Deployment['billing'] = {
  id: 'zoom-session-minutes',
  rounding: assumed('minute-up', 'Not published; the dearest reading is used'),
  minimumSeconds: assumed(0, 'Nothing about a minimum was found'),
  startsAt: thirdParty('connected', skill, 'The sum of everybody’s time in the session.'),
  loneParticipant: assumed('billed', 'Time in the session counts, and no exception was found'),
  ...always,
};

const auth = `${sdk}, skill/references/auth.md`;
const commands = `${sdk}, skill/references/features/command-channel.md`;
const regions = ['AU', 'BR', 'CA', 'CN', 'DE', 'HK', 'IN', 'JP', 'MX', 'NL', 'SG', 'US'];
const limits = [
  { name: 'people in a session', value: vendor('5,000', `${sdk}, skill/references/sessions.md`) },
  { name: 'pictures at once', value: vendor('25 on a desktop, 9 on a phone', `${sdk}, video.md`) },
  { name: 'a message', value: vendor('512 bytes', commands) },
  { name: 'messages', value: vendor('2 per second and session; some may be dropped', commands) },
  { name: 'lifetime of a token', value: vendor('30 minutes to 48 hours', auth) },
  { name: 'one person alone in a session', value: vendor('40 minutes', `${sdk}, videoclient.d.ts, join`) },
  { name: 'past sessions', value: thirdParty('One year', 'Copy of Zoom’s API reference, error 12702') },
];

/** Zoom Video SDK as data. */
export const manifest = {
  id: 'zoom',
  name: 'Zoom Video SDK',
  capabilities: zoomCapabilities,
  deployments: [
    {
      id: 'build-platform',
      name: 'Zoom Video SDK, Build Platform account',
      kind: 'managed',
      baa,
      rates: [rateCard],
      billing,
      regions: vendor(regions, auth, 'Of connections; a country for what is stored was not found.'),
      limits,
    },
  ],
  licence: {
    server: vendor(undefined, 'developers.zoom.us/docs/video-sdk', 'A service; nothing of it is installed.'),
    clientSdk: vendor('LicenseRef-Zoom-Video-SDK-Terms', terms),
  },
  lifecycle: [
    {
      kind: 'pricing-changed',
      on: assumed(undefined, 'Not found; developers.zoom.us/docs/build has no date'),
      summary: 'Sold by accounts and credits; a third-party copy calls pay-as-you-go deprecated.',
    },
  ],
} as const satisfies ProviderManifest;
