import type {
  BillingRule,
  Deployment,
  MediaClass,
  ProviderManifest,
  RateCard,
  RateMeter,
} from '@patchbay/contract';
import type { Sourced } from '@patchbay/contract';
import { agoraCapabilities } from './agora-capabilities.ts';

const as =
  (confidence: Sourced<unknown>['confidence']) =>
  <Value>(value: Value, source: string, note?: string): Sourced<Value> => {
    const origin = { source, readOn: '2026-11-23', confidence };
    return note === undefined ? { value, ...origin } : { value, ...origin, note };
  };
const [vendor, assumed] = [as('vendor'), as('assumed')];

const docs = 'github.com/AgoraIO/docs-portal, realtime-media/video/reference';
const pricing = `${docs}/pricing.mdx, 2026 copy`;
const legacyPricing = `${docs}/pricing-legacy.mdx, 2026 copy`;
const rest = 'github.com/AgoraIO/Docs-Source, channel management API, 2026-07-01';
const capacity = 'docs.agora.io/en/All/faq/capacity';
const noBaaPage = 'No page of Agora’s about a BAA was found';

const [nothing, none] = [assumed(undefined, noBaaPage), assumed([], noBaaPage)];
const baa: Deployment['baa'] = {
  offered: assumed(
    'unknown',
    noBaaPage,
    'A third-party scan of its trust centre (2026-07-11) names no HIPAA.',
  ),
  mechanism: assumed('Not known: ask Agora’s sales.', noBaaPage),
  plans: assumed([], noBaaPage, 'A comparison names "Enterprise"; nothing of Agora’s confirms it.'),
  monthlyPrice: nothing,
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

const [fewest, few, many] = ['100000', '500000', '1000000'];
const free = assumed('0', 'Free minutes of old accounts were not found', 'Leaves the bill at its highest.');
const graduated = 'Read as graduated, each class by itself: the page does not say.';

/** The list price of a minute, then 5, 7 and 10 percent off above 100,000, 500,000 and a million. */
function listed(
  mediaClass: MediaClass,
  [list, five, seven, ten]: readonly [string, string, string, string],
): RateMeter {
  const lower = [
    { upTo: few, price: five },
    { upTo: many, price: seven },
    { upTo: undefined, price: ten },
  ];
  const tiers = vendor([{ upTo: fewest, price: list }, ...lower] as const, legacyPricing, graduated);
  return { unit, mediaClass, included: free, tiers };
}

const legacy: RateCard = {
  id: 'agora-legacy',
  plan: 'Per 1,000 minutes, of accounts opened before 2025-08-29',
  monthlyFee: vendor('0', legacyPricing),
  meters: [
    listed('audio', ['0.00099', '0.0009405', '0.0009207', '0.000891']),
    listed('hd', ['0.00399', '0.0037905', '0.0037107', '0.003591']),
    listed('full-hd', ['0.00899', '0.0085405', '0.0083607', '0.008091']),
    listed('2k', ['0.01599', '0.0151905', '0.0148707', '0.014391']),
    listed('2k-plus', ['0.03599', '0.0341905', '0.0334707', '0.032391']),
  ],
  ...always,
};

const pixels =
  'The class is that of all pixels subscribed to together; who subscribes to none is billed as audio.';
const billing = (id: string, source: string): BillingRule => ({
  id,
  rounding: vendor(
    'month-up',
    source,
    'Seconds, summed per class over the month, rounded up to a minute once.',
  ),
  minimumSeconds: assumed(0, 'Nothing about a minimum was found'),
  startsAt: vendor('connected', source, 'From joining on.'),
  loneParticipant: vendor('as-audio', source),
  classifiedBy: vendor('subscribed-pixels', source, pixels),
  machines: assumed('billed', 'A recorder is a user like others; its own price comes on top'),
  ...always,
});

const areas =
  'global north-america us south-america europe africa asia japan korea india oceania china hkmc'.split(' ');
const limit = (name: string, value: Sourced<string>) => ({ name, value });

const service = {
  kind: 'managed',
  baa,
  regions: vendor(
    areas,
    'agora-rtc-sdk-ng 4.24.8, rtc-sdk_en.d.ts, AREAS',
    'Set in the SDK; left at global.',
  ),
  limits: [
    limit(
      'people who send pictures in a channel',
      vendor('17', capacity, 'A recommendation; 128 on request.'),
    ),
    limit('length of a channel’s name', vendor('64 bytes', 'agora-rtc-sdk-ng 4.24.8, rtc-sdk_en.d.ts')),
    limit('lifetime of a token', vendor('24 hours', rest)),
    limit('REST calls a second and account', vendor('10 of each API', rest)),
    limit('a stream message', vendor('1,024 bytes', 'agora-rtc-sdk-ng 4.24.8, sendStreamMessage')),
    limit('minutes on the Free plan', vendor('10,000 standard a month; then service stops', pricing)),
  ],
} as const satisfies Partial<Deployment>;

/** Agora Video as data: one service on two price lists. */
export const manifest = {
  id: 'agora',
  name: 'Agora',
  capabilities: agoraCapabilities,
  deployments: [
    {
      ...service,
      id: 'packages',
      name: 'Agora, packages of standard minutes',
      rates: packages.map(bundle),
      billing: billing('agora-standard-minutes', pricing),
    },
    {
      ...service,
      id: 'legacy',
      name: 'Agora, price per 1,000 minutes',
      rates: [legacy],
      billing: billing('agora-legacy-minutes', legacyPricing),
    },
  ],
  licence: {
    server: vendor(undefined, 'docs.agora.io', 'A service; nothing of it is installed.'),
    clientSdk: vendor(
      'MIT',
      'agora-rtc-sdk-ng 4.24.8, package.json',
      'The field alone: the package has no licence file.',
    ),
  },
  lifecycle: [
    {
      kind: 'pricing-changed',
      on: vendor('2025-08-29', pricing),
      summary: 'New accounts buy packages of standard minutes; older ones keep the price per 1,000 minutes.',
    },
  ],
} as const satisfies ProviderManifest;
