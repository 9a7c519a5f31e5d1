import type { Deployment, ProviderManifest, RateCard, Sourced } from '@patchbay/contract';
import { wherebyCapabilities } from './whereby-capabilities.ts';

const readOn = '2026-11-23';
const hipaa = 'github.com/whereby/docs, telehealth-industry-solutions/hipaa-compliant-setup.md, 2026-03-31';
const rest = 'github.com/whereby/docs, using-the-rest-api and whereby-words, 2026-08-19';
const schema = 'github.com/whereby/docs, OpenAPI document of the REST API, 2026-08-19';
const security = 'github.com/whereby/docs, security and privacy page, 2026-03-31';
const prices = 'Third-party note of 2026-08-28 quoting whereby.com';

type Confidence = Sourced<unknown>['confidence'];

function as<Value>(value: Value, source: string, confidence: Confidence, note?: string): Sourced<Value> {
  const sourced = { value, source, readOn, confidence };
  return note === undefined ? sourced : { ...sourced, note };
}
const vendor = <Value>(value: Value, source: string, note?: string) => as(value, source, 'vendor', note);
const assumed = <Value>(value: Value, source: string) => as(value, source, 'assumed');
const quoted = <Value>(value: Value, note: string) => as(value, prices, 'third-party', note);

const covered = ['video', 'recording', 'transcription'] as const;
const rooms = ['rooms-locked', 'room-names-random', 'streaming-off', 'integrations-off'];

const baa: Deployment['baa'] = {
  offered: vendor('yes', hipaa),
  mechanism: vendor('A standard agreement, by the sales contact; then rooms are set up by the page.', hipaa),
  plans: vendor(['Enterprise', 'Build with the HIPAA add-on'], hipaa),
  monthlyPrice: assumed(undefined, 'The price of the add-on was not found; in Enterprise it is included'),
  covers: vendor(covered, hipaa, 'Recordings and transcripts only in S3 storage of one’s own.'),
  excludes: vendor(['RTMP streaming', 'Miro and YouTube', 'storage that Whereby provides'], hipaa),
  requiredSettings: vendor([...rooms, 'chat-download-off'], hipaa, 'Patchbay sees to all but the last.'),
};
const none = vendor([], hipaa);
const noBaa: Deployment['baa'] = { ...baa, plans: none, covers: none, offered: vendor('no', hipaa) };

const always = { effectiveFrom: undefined, effectiveTo: undefined };

const build: RateCard = {
  id: 'whereby-build',
  plan: 'Build',
  monthlyFee: quoted('9.99', 'Another note of 2026 says 6.99.'),
  meters: [
    {
      unit: 'participant-minute',
      included: quoted('2000', 'A month.'),
      tiers: quoted([{ upTo: undefined, price: '0.004' }], 'Recording costs extra.'),
    },
  ],
  ...always,
};

const billing: Deployment['billing'] = {
  id: 'whereby-participant-minutes',
  rounding: vendor('minute-up', schema, 'Insights: "rounded up per individual connection".'),
  minimumSeconds: assumed(0, 'Nothing about a minimum was found'),
  startsAt: vendor('connected', rest, 'Whoever joins counts.'),
  machines: vendor('free', schema, 'Insights counts recorders apart; recording has a price of its own.'),
  loneParticipant: assumed('billed', 'Not published; Insights shows no lone wait, so the dearer reading'),
  ...always,
};

const limit = (name: string, value: Sourced<string>) => ({ name, value });

const service = {
  kind: 'managed',
  rates: [build],
  billing,
  regions: assumed(['eu'], 'Account data is in Ireland (security page); media regions were not found'),
  limits: [
    limit('participants in a room', vendor('4 in mode normal, used here; 200 in mode group', schema)),
    limit('length of a room', vendor('until an hour after its end date', rest)),
    limit('REST points a minute', vendor('100 on Build, 1,000 on Enterprise; 1 to 10 a call', schema)),
    limit('external id', vendor('36 of A-Z, a-z, 0-9, - and _', rest)),
    limit('chat message', assumed('1,000 bytes', 'Not published; there is an error too_long_text')),
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
    server: vendor(undefined, security, 'A service; nothing of it is installed.'),
    clientSdk: vendor('MIT', '@whereby.com/core 1.20.3, @whereby.com/media 11.1.0: package.json'),
  },
  lifecycle: [],
} as const satisfies ProviderManifest;
