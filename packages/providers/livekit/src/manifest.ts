import type {
  BaaTerms,
  BillingRule,
  Decimal,
  ProviderManifest,
  RateCard,
  RateMeter,
} from '@patchbay/contract';
import { readOnDay } from '@patchbay/contract';
import { livekitCapabilities } from './livekit-capabilities.ts';

const { vendor, thirdParty, assumed } = readOnDay('2026-11-23');

const prices =
  'Third-party notes that quote livekit.com/pricing: pricing research (pages fetched 2026-09-25), provider decision (2026-10-08), study-room research (2026-09-26), transport measurement (2026-08-26)';
const hipaa =
  'Third-party notes that quote livekit.com/legal/hipaa: healthcare notes (2026), BAA assessment (July 2026), a third note (2026)';
const host = 'Third-party note: HIPAA/BAA assessment, July 2026';
const quotas = 'docs.livekit.io, quotas page; plan numbers by third-party notes of 2026-09-26 and 2026-10-08';

const meter = (unit: RateMeter['unit'], included: Decimal, price: Decimal, note?: string): RateMeter => ({
  unit,
  included: thirdParty(included, prices, note),
  tiers: thirdParty([{ upTo: undefined, price }], prices),
});

const rateCard = (plan: string, monthlyFee: Decimal, meters: RateCard['meters']): RateCard => ({
  id: `livekit-${plan.toLowerCase()}`,
  plan,
  monthlyFee: thirdParty(monthlyFee, prices),
  meters,
  effectiveFrom: undefined,
  effectiveTo: undefined,
});

const perSecond =
  'Third-party notes of 2026-09-09, 2026-09-25 and 2026-10-08 on the vendor blog of 2026-08-24';

const docs = 'docs.livekit.io/deploy/admin/billing';
const connected = {
  startsAt: vendor('connected', docs),
  loneParticipant: assumed('billed', 'Inferred: connection time is billed, and no exception was found'),
  machines: vendor('billed', docs, 'Self-hosted agents are participants.'),
} satisfies Partial<BillingRule>;

const perMinute: BillingRule = {
  ...connected,
  id: 'livekit-cloud-per-minute',
  rounding: vendor('minute-up', docs, 'Older copies: 10 s are a minute, 70 s are two.'),
  minimumSeconds: vendor(0, docs, 'None but the minute itself.'),
  effectiveFrom: undefined,
  effectiveTo: '2026-08-23',
};

const billing: BillingRule = {
  ...connected,
  id: 'livekit-cloud-per-second',
  rounding: thirdParty('second-up', perSecond, 'Older copies of the billing page round up to a minute.'),
  minimumSeconds: thirdParty(10, perSecond, 'One note limits it to agents; the dearer reading is used.'),
  effectiveFrom: '2026-08-24',
  effectiveTo: undefined,
  supersedes: perMinute,
};

const scaleBaa: BaaTerms = {
  offered: thirdParty('yes', hipaa),
  mechanism: thirdParty('BAA signed with LiveKit on the Scale or Enterprise plan.', hipaa),
  plans: thirdParty(['Scale', 'Enterprise'], hipaa),
  monthlyPrice: thirdParty('500', hipaa, 'The fee of the Scale plan itself.'),
  covers: thirdParty(['video', 'recording', 'sip'], hipaa, 'WebRTC and SIP transport, egress, ingress.'),
  excludes: thirdParty(['Inference models that LiveKit does not list'], hipaa),
  requiredSettings: thirdParty([], hipaa, 'None was found; region pinning is offered from Scale up.'),
};

const noBaa: BaaTerms = {
  ...scaleBaa,
  offered: thirdParty('no', hipaa, 'Scale and Enterprise only.'),
  plans: thirdParty([], hipaa),
  covers: thirdParty([], hipaa),
};

const hostBaa: BaaTerms = {
  offered: thirdParty('host', host),
  mechanism: thirdParty(
    'The cloud host signs: AWS by Artifact, Azure by its DPA, GCP by click-through.',
    host,
  ),
  plans: thirdParty([], host),
  monthlyPrice: thirdParty('0', host),
  covers: assumed(['video'], 'Only livekit-server is assumed to run inside the covered environment'),
  excludes: thirdParty(['Hosts that sign no BAA, such as Hetzner-class hosts'], host),
  requiredSettings: assumed([], 'None was found'),
};

const regions = vendor(
  ['us', 'eu', 'india'],
  'docs.livekit.io, regions pages',
  'And more; pinned from Scale up.',
);

const cloud = { kind: 'managed', billing, regions } as const;

/** LiveKit as data: run it oneself, or buy LiveKit Cloud on one of two plans. */
export const manifest = {
  id: 'livekit',
  name: 'LiveKit',
  capabilities: livekitCapabilities,
  deployments: [
    {
      id: 'self-hosted',
      name: 'LiveKit, self-hosted',
      kind: 'self-hosted',
      baa: hostBaa,
      rates: [],
      billing: undefined,
      regions: assumed([], 'Wherever it is installed'),
      limits: [
        { name: 'room size', value: thirdParty('One room on one node', 'SFU benchmarks of 2026-06-13') },
      ],
    },
    {
      ...cloud,
      id: 'cloud-scale',
      name: 'LiveKit Cloud, Scale',
      baa: scaleBaa,
      rates: [
        rateCard('Scale', '500', [
          meter('participant-minute', '1500000', '0.0004'),
          meter('gigabyte-downstream', '3000', '0.10', 'Quoted as 3 TB; upstream is free.'),
        ]),
      ],
      limits: [
        { name: 'concurrent connections', value: thirdParty('5,000', quotas) },
        {
          name: 'usage',
          value: vendor('Sessions begun in the last 7 days', 'docs.livekit.io, Analytics API'),
        },
      ],
    },
    {
      ...cloud,
      id: 'cloud-ship',
      name: 'LiveKit Cloud, Ship',
      baa: noBaa,
      rates: [
        rateCard('Ship', '50', [
          meter('participant-minute', '150000', '0.0005'),
          meter('gigabyte-downstream', '250', '0.12', 'Upstream is free.'),
        ]),
      ],
      limits: [{ name: 'concurrent connections', value: thirdParty('1,000', quotas) }],
    },
  ],
  licence: {
    server: vendor('Apache-2.0', 'livekit/livekit LICENSE, v1.13.5 (2026-08-21)'),
    clientSdk: vendor('Apache-2.0', 'livekit-client 2.23.0, package.json'),
  },
  lifecycle: [
    {
      kind: 'pricing-changed',
      on: thirdParty('2026-08-24', perSecond),
      summary: 'LiveKit Cloud meters connections by the second.',
    },
  ],
} as const satisfies ProviderManifest;
