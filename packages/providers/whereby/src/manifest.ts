import type { Deployment, ProviderManifest, RateCard, Sourced } from '@patchbay/contract';
import { wherebyCapabilities } from './whereby-capabilities.ts';

/** When the sources were read. */
const readOn = '2026-11-23';
type Origin = Omit<Sourced<unknown>, 'value' | 'readOn'>;

const from = <Value>(value: Value, origin: Origin): Sourced<Value> => ({ value, readOn, ...origin });
const told = (source: string, note?: string): Origin =>
  note === undefined ? { source, confidence: 'vendor' } : { source, confidence: 'vendor', note };
const guess = (source: string): Origin => ({ source, confidence: 'assumed' });

const hipaa = 'github.com/whereby/docs, telehealth-industry-solutions/hipaa-compliant-setup.md, 2026-03-31';
const rest = 'github.com/whereby/docs, using-the-rest-api and whereby-words, 2026-08-19';
const schema = 'github.com/whereby/docs, OpenAPI document of the REST API, 2026-08-19';
const security = 'github.com/whereby/docs, security and privacy page, 2026-03-31';
const prices: Origin = {
  source: 'Third-party note of 2026-08-28 quoting whereby.com',
  confidence: 'third-party',
  note: 'Another note of 2026 says $6.99 a month for the Build plan.',
};

const baa: Deployment['baa'] = {
  offered: from('yes', told(hipaa)),
  mechanism: from(
    'Whereby’s standard agreement, by its sales contact; then rooms are set up by its page.',
    told(hipaa),
  ),
  plans: from(['Enterprise', 'Build with the HIPAA add-on'], told(hipaa)),
  monthlyPrice: from(undefined, guess('The price of the add-on was not found; in Enterprise it is included')),
  covers: from(
    ['video', 'recording', 'transcription'],
    told(hipaa, 'Recordings and transcripts only in S3 storage of one’s own; live captions too.'),
  ),
  excludes: from(
    ['RTMP streaming', 'Miro and YouTube integrations', 'whatever is in storage that Whereby provides'],
    told(hipaa),
  ),
  requiredSettings: from(
    ['rooms-locked', 'room-names-random', 'streaming-off', 'integrations-off', 'chat-download-off'],
    told(
      hipaa,
      'Patchbay sets the first four in every meeting of this deployment; the last is in the dashboard.',
    ),
  ),
};
const none = { plans: from([], told(hipaa)), covers: from([], told(hipaa)) };
const noBaa: Deployment['baa'] = { ...baa, ...none, offered: from('no', told(hipaa)) };

const build: RateCard = {
  id: 'whereby-build',
  plan: 'Build',
  monthlyFee: from('9.99', prices),
  meters: [
    {
      unit: 'participant-minute',
      included: from('2000', prices),
      tiers: from([{ upTo: undefined, price: '0.004' }], prices),
    },
  ],
  effectiveFrom: undefined,
  effectiveTo: undefined,
};

const billing: Deployment['billing'] = {
  id: 'whereby-participant-minutes',
  rounding: from('minute-up', told(schema, 'Insights: minutes are "rounded up per individual connection".')),
  minimumSeconds: from(0, guess('Nothing about a minimum was found')),
  startsAt: from('connected', told(rest, 'Whoever joins counts.')),
  loneParticipant: from(
    'billed',
    guess('Not published; the dearest reading is used. Insights shows no lone wait'),
  ),
  effectiveFrom: undefined,
  effectiveTo: undefined,
};

const service = {
  kind: 'managed',
  rates: [build],
  billing,
  regions: from(
    ['eu'],
    guess('Account data is in Ireland (security page, 2026-03-31); media regions were not found'),
  ),
  limits: [
    {
      name: 'participants in a room',
      value: from('4 in mode normal, which is used here; 200 in mode group', told(schema)),
    },
    {
      name: 'length of a room',
      value: from('until an hour after the end date given at its creation', told(rest)),
    },
    {
      name: 'REST calls',
      value: from('100 points a minute on Build, 1,000 on Enterprise; 1 to 10 a call', told(schema)),
    },
    { name: 'length of an external id', value: from('36 of A-Z, a-z, 0-9, - and _', told(rest)) },
    {
      name: 'length of a chat message',
      value: from('1,000 bytes', guess('Not published; there is an error too_long_text')),
    },
  ],
} as const satisfies Partial<Deployment>;

/** Whereby Embedded as data: one product, with and without what its page on HIPAA asks for. */
export const manifest = {
  id: 'whereby',
  name: 'Whereby Embedded',
  capabilities: wherebyCapabilities,
  deployments: [
    { ...service, id: 'hipaa', name: 'Whereby Embedded, Enterprise or Build with HIPAA add-on', baa },
    { ...service, id: 'no-baa', name: 'Whereby Embedded, without an agreement', baa: noBaa },
  ],
  licence: {
    server: from(undefined, told(security, 'A service; nothing of it is installed.')),
    clientSdk: from('MIT', told('@whereby.com/core 1.20.3 and @whereby.com/media 11.1.0, package.json')),
  },
  lifecycle: [
    {
      kind: 'released',
      on: from(undefined, told(hipaa, 'The page says "May 2023".')),
      summary: 'Rooms of every size and recording were taken into the HIPAA-compliant setup in May 2023.',
    },
  ],
} as const satisfies ProviderManifest;
