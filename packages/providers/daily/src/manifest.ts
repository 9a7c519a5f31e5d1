import type { Deployment, ProviderManifest, RateCard } from '@patchbay/contract';
import { readOnDay } from '@patchbay/contract';
import { dailyCapabilities } from './daily-capabilities.ts';

const { vendor, thirdParty, assumed } = readOnDay('2026-11-23');

const hipaaGuide = 'docs.daily.co/docs/guides/privacy-and-security/hipaa.md';
const audioOnly = 'docs.daily.co/docs/guides/features/audio-only';
const meetings = 'docs.daily.co, meetings';
const bands = 'Third-party note with the bands; totals recomputed by another of 2026-08-28';
const spec = 'Daily OpenAPI 1.1.1, by a mirror of 2026-08-22';

const baa: Deployment['baa'] = {
  offered: vendor('yes', hipaaGuide),
  mechanism: vendor('Application for the Healthcare add-on; the BAA itself costs nothing more.', hipaaGuide),
  plans: vendor(['Any paid account with the Healthcare add-on'], hipaaGuide),
  monthlyPrice: thirdParty('500', 'Third-party telehealth note, undated', 'Another note says 99; ask Daily.'),
  covers: assumed(
    ['video', 'transcription'],
    'docs.pipecat.ai/pipecat-cloud/security/hipaa.md says one BAA covers WebRTC and transcription',
    'Recording was not found to be named.',
  ),
  excludes: vendor(['Custom room names: creation fails', 'Application logs: not kept'], hipaaGuide),
  requiredSettings: vendor(['hipaa-mode-enabled'], hipaaGuide),
};
const noBaa: Deployment['baa'] = {
  ...baa,
  offered: vendor('no', hipaaGuide, 'Without the Healthcare add-on.'),
  plans: vendor([], hipaaGuide),
  covers: vendor([], hipaaGuide),
};

const limits = ['100000', '500000', '1000000', '10000000', '25000000', '50000000', undefined] as const;
const videoPrices = ['0.0040', '0.0037', '0.0034', '0.0030', '0.0026', '0.0022', '0.0015'] as const;
const audioPrices = ['0.00099', '0.00092', '0.00085', '0.00074', '0.00064', '0.00054', '0.00036'] as const;

type Prices = typeof videoPrices | typeof audioPrices;
/** The bands are counted from the first minute of the month; tiers are counted after the included ones. */
const tiersOf = (prices: Prices, included: number): RateCard['meters'][number]['tiers']['value'] => {
  const [first, ...rest] = limits.map((upTo, index) => ({
    upTo: upTo === undefined ? undefined : String(Number(upTo) - included),
    price: prices[index] ?? '0',
  }));
  if (!first) throw new Error('There are no bands.');
  return [first, ...rest];
};

const includedMinutes = 10_000;
const included = vendor(String(includedMinutes), 'daily.co/pricing, by a scrape of 2026-09-20');
const rateCard = (id: string, plan: string, monthlyFee: RateCard['monthlyFee']): RateCard => ({
  id,
  plan,
  monthlyFee,
  meters: [
    {
      unit: 'participant-minute',
      included,
      tiers: thirdParty(
        tiersOf(videoPrices, includedMinutes),
        bands,
        'Graduated; recording and storage cost extra.',
      ),
    },
    {
      unit: 'participant-minute',
      mediaClass: 'audio',
      included: assumed('0', 'Whether the 10,000 included minutes are shared with video was not found'),
      tiers: thirdParty(tiersOf(audioPrices, 0), bands, 'Only of sessions in which nobody ever sent video.'),
    },
  ],
  effectiveFrom: undefined,
  effectiveTo: undefined,
});

const notFound = 'Not found on any page';
const billing: Deployment['billing'] = {
  id: 'daily-participant-minutes',
  rounding: assumed('minute-up', notFound, 'The dearest reading; the meetings API counts seconds.'),
  minimumSeconds: assumed(0, notFound, 'The meetings API has no row for joins under about ten seconds.'),
  startsAt: assumed('connected', notFound),
  loneParticipant: assumed('billed', notFound),
  classifiedBy: vendor(
    'session',
    audioOnly,
    'One video track of anybody, camera or screen, and all of it is video.',
  ),
  effectiveFrom: undefined,
  effectiveTo: undefined,
};

const limit = (name: string, value: string, source: string) => ({ name, value: vendor(value, source) });
const service = {
  kind: 'managed',
  billing,
  regions: assumed([], 'Daily has a `geo` per room, EU among them; no list was found'),
  limits: [
    limit('participants in a room', 'set per room by max_participants', spec),
    limit(
      'REST calls',
      '20 a second or 100 in 5 seconds; deleting rooms 2 a second',
      'docs.daily.co, rest-api',
    ),
    limit('message', '4,096 characters of JSON', 'daily-js 0.92.2'),
    limit('granularity of the meetings API', 'about 15 seconds', meetings),
  ],
} as const satisfies Partial<Deployment>;

const addOn = thirdParty('500', 'Third-party telehealth note, undated', 'The Healthcare add-on.');
const noFee = assumed('0', 'No fee for the Video SDK itself was found');

/** Daily as data: one product on two kinds of account. */
export const manifest = {
  id: 'daily',
  name: 'Daily',
  capabilities: dailyCapabilities,
  deployments: [
    {
      ...service,
      id: 'healthcare-add-on',
      name: 'Daily with the Healthcare add-on',
      baa,
      rates: [rateCard('daily-healthcare', 'Pay as you go with the Healthcare add-on', addOn)],
    },
    {
      ...service,
      id: 'no-add-on',
      name: 'Daily without the Healthcare add-on',
      baa: noBaa,
      rates: [rateCard('daily-pay-as-you-go', 'Pay as you go', noFee)],
    },
  ],
  licence: {
    server: vendor(
      undefined,
      'docs.daily.co',
      'A service; its call machine is loaded from Daily at run time.',
    ),
    clientSdk: vendor(
      'BSD-2-Clause',
      '@daily-co/daily-js 0.92.2, package.json',
      'The call machine has no licence that was found.',
    ),
  },
  lifecycle: [],
} as const satisfies ProviderManifest;
