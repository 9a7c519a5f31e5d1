import type { Deployment, MediaClass, ProviderManifest, RateCard, Sourced } from '@patchbay/contract';
import { readOnDay } from '@patchbay/contract';
import { agoraCapabilities } from './agora-capabilities.ts';

const { vendor, assumed } = readOnDay('2026-11-23');

const docs = 'github.com/AgoraIO/docs-portal, realtime-media/video/reference';
const pricing = `${docs}/pricing.mdx, 2026 copy`;
const legacyPricing = `${docs}/pricing-legacy.mdx, 2026 copy`;
const rest = 'github.com/AgoraIO/Docs-Source, channel management API, 2026-07-01';
const capacity = 'docs.agora.io/en/All/faq/capacity';
const sdkTypes = 'agora-rtc-sdk-ng 4.24.8, rtc-sdk_en.d.ts';
const noBaaPage = 'No page of Agora’s about a BAA was found';

const none = assumed([], noBaaPage);
const baa: Deployment['baa'] = {
  offered: assumed('unknown', noBaaPage, 'A scan of its trust centre (2026-07-11) names no HIPAA.'),
  mechanism: assumed('Not known: ask Agora’s sales.', noBaaPage),
  plans: assumed([], noBaaPage, 'A comparison names "Enterprise"; nothing of Agora’s confirms it.'),
  monthlyPrice: assumed(undefined, noBaaPage),
  covers: none,
  excludes: none,
  requiredSettings: none,
};

/** A minute of each class in standard minutes. */
const weights = { audio: '1', hd: '4', 'full-hd': '9', '2k': '16', '2k-plus': '36' } as const;

const always = { effectiveFrom: undefined, effectiveTo: undefined };
const unit = 'participant-minute';

const bundle = ([plan, minutes, fee]: readonly [string, string, string]): RateCard => ({
  id: `agora-${plan.toLowerCase()}`,
  plan,
  monthlyFee: vendor(fee, pricing),
  meters: [
    {
      unit,
      unitsPerMinute: weights,
      included: vendor(minutes, pricing, 'Standard minutes: audio 1, HD 4, Full HD 9, 2K 16, 2K+ 36.'),
      tiers: vendor([{ upTo: undefined, price: '0.00099' }], pricing, 'Or top-ups, good for a year.'),
    },
  ],
  effectiveFrom: '2025-08-29',
  effectiveTo: undefined,
});
const packages = [
  ['Starter', '50000', '45.99'],
  ['Pro', '150000', '133.99'],
  ['Business', '400000', '339.99'],
  ['Advanced', '800000', '659.99'],
  ['Plus', '1500000', '1217.99'],
] as const;

const free = assumed('0', 'Free minutes of old accounts were not found', 'Leaves the bill at its highest.');
const graduated = 'Read as graduated, each class by itself: the page does not say.';

const lower = ['500000', '1000000', undefined];

/** The list price of a minute, then 5, 7 and 10 percent off above 100,000, 500,000 and a million. */
function listed(mediaClass: MediaClass, list: string, ...less: readonly string[]): RateCard['meters'][0] {
  const tiers = less.map((price, index) => ({ upTo: lower[index], price }));
  const all = vendor([{ upTo: '100000', price: list }, ...tiers] as const, legacyPricing, graduated);
  return { unit, mediaClass, included: free, tiers: all };
}

const legacy: RateCard = {
  id: 'agora-legacy',
  plan: 'Per 1,000 minutes, of accounts opened before 2025-08-29',
  monthlyFee: vendor('0', legacyPricing),
  meters: [
    listed('audio', '0.00099', '0.0009405', '0.0009207', '0.000891'),
    listed('hd', '0.00399', '0.0037905', '0.0037107', '0.003591'),
    listed('full-hd', '0.00899', '0.0085405', '0.0083607', '0.008091'),
    listed('2k', '0.01599', '0.0151905', '0.0148707', '0.014391'),
    listed('2k-plus', '0.03599', '0.0341905', '0.0334707', '0.032391'),
  ],
  ...always,
};

const pixels = 'Of all pixels subscribed to together; who subscribes to none is billed as audio.';
const billing = (id: string, source: string) =>
  ({
    id,
    rounding: vendor('month-up', source, 'Seconds, summed per class over the month.'),
    minimumSeconds: assumed(0, 'Nothing about a minimum was found'),
    startsAt: vendor('connected', source, 'From joining on.'),
    loneParticipant: vendor('as-audio', source),
    classifiedBy: vendor('subscribed-pixels', source, pixels),
    machines: assumed('billed', 'A recorder is a user like others; its own price comes on top'),
    ...always,
  }) satisfies Deployment['billing'];

const areas = 'global us north-america south-america europe africa asia japan korea india oceania china hkmc';
const limit = (name: string, value: Sourced<string>) => ({ name, value });

const service = {
  kind: 'managed',
  baa,
  regions: vendor(areas.split(' '), sdkTypes, 'Set in the SDK; left at global.'),
  limits: [
    limit('people who send pictures', vendor('17', capacity, 'Recommended; 128 on request.')),
    limit('length of a channel’s name', vendor('64 bytes', sdkTypes)),
    limit('lifetime of a token', vendor('24 hours', rest)),
    limit('REST calls a second and account', vendor('10 of each API', rest)),
    limit('a stream message', vendor('1,024 bytes', 'agora-rtc-sdk-ng 4.24.8, sendStreamMessage')),
    limit('minutes on the Free plan', vendor('10,000 standard a month; then service stops', pricing)),
  ],
} as const satisfies Partial<Deployment>;

const deployment = (id: string, name: string, rates: readonly RateCard[], source: string) =>
  ({ ...service, id, name, rates, billing: billing(`agora-${id}`, source) }) satisfies Deployment;

/** Agora Video as data: one service on two price lists. */
export const manifest = {
  id: 'agora',
  name: 'Agora',
  capabilities: agoraCapabilities,
  deployments: [
    deployment('packages', 'Agora, packages of standard minutes', packages.map(bundle), pricing),
    deployment('legacy', 'Agora, price per 1,000 minutes', [legacy], legacyPricing),
  ],
  licence: {
    server: vendor(undefined, 'docs.agora.io', 'A service; nothing of it is installed.'),
    clientSdk: vendor('MIT', 'agora-rtc-sdk-ng 4.24.8, package.json', 'There is no licence file.'),
  },
  lifecycle: [
    { kind: 'pricing-changed', on: vendor('2025-08-29', pricing), summary: 'Packages, for new accounts.' },
  ],
} as const satisfies ProviderManifest;
