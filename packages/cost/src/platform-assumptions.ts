import type { Assumption, BuildPreset } from './build-preset.ts';
import type { Confidence } from '@patchbay/contract';

const readOn = '2026-11-23';

/** A sourced range; `from` reads "low likely high", or one number for all three. */
export function assumption(from: string, confidence: Confidence, source: string, note?: string): Assumption {
  const [low = '0', likely = low, high = likely] = from.split(' ');
  return { value: { low, likely, high }, source, readOn, confidence, ...(note !== undefined && { note }) };
}

const bitrates = 'Computed from the bitrates in livekit/client-sdk-js src/room/track/options.ts (2026-08-06)';
const scalability = 'mediasoup.org, scalability: over 500 consumers per core';

/** What does not depend on how the operation is staffed: the same in every preset unless it says otherwise. */
export const platformAssumptions = {
  busyHourShare: assumption(
    '0.0057 0.0114 0.0227',
    'assumed',
    'No published number was found',
    '22 working days of 8 hours; the busiest hour has once, twice or four times the average.',
  ),
  consumersPerParticipant: assumption(
    '2 2 3',
    'assumed',
    'A call of two: audio and video of the other one; a shared screen makes three',
  ),
  consumersPerCore: assumption(
    '100 300 500',
    'assumed',
    `${scalability}; a LiveKit blog: about 100 down-tracks per core`,
    'Likely: between the two.',
  ),
  targetLoad: assumption('0.4 0.5 0.7', 'assumed', 'A choice: room for bursts and for the loss of a server'),
  coresPerServer: assumption('4', 'assumed', 'A choice'),
  serverMonthlyPrice: assumption(
    '80 125 200',
    'assumed',
    "No host's official price page was read: a four-core machine on a large cloud is assumed; put your own host's price here",
  ),
  spareServers: assumption('1 1 2', 'assumed', 'A choice: one server may fail or be updated at any time'),
  gigabytesPerMinute: assumption(
    '0.0064 0.0131 0.0229',
    'assumed',
    bitrates,
    '540p, 720p, 1080p with audio.',
  ),
  relayShare: assumption(
    '0.10 0.20 0.25',
    'third-party',
    'webrtchacks on callstats data: 22 % of conferences; others: 15 to 25 % typical, 10 to 20 % of enterprise sessions',
  ),
  engineerYearlySalary: assumption(
    '79850 144570 211450',
    'third-party',
    'ler.me from BLS, all developers in the US, 2024: 10th percentile, mean, 90th percentile',
  ),
  salaryLoad: assumption(
    '1.25 1.35 1.5',
    'assumed',
    'Employer contributions, benefits and equipment; no source was read',
  ),
  hostingBaaMonthly: assumption(
    '0',
    'third-party',
    'HIPAA/BAA assessment, July 2026: AWS, Azure and GCP sign at no charge',
    'Cheaper hosts for which no BAA is known are no choice for patients.',
  ),
} satisfies Partial<BuildPreset['assumptions']>;

/** Internet egress of a large cloud. */
export const egressTiers: BuildPreset['egressTiers'] = {
  value: [
    { upTo: '100', price: '0' },
    { upTo: '10000', price: '0.09' },
    { upTo: '50000', price: '0.085' },
    { upTo: '150000', price: '0.07' },
    { upTo: undefined, price: '0.05' },
  ],
  source: 'AWS, by cloudtoolstack (early 2026), leanopstech (2026-04-27) and three more that agree',
  readOn,
  confidence: 'third-party',
  note: 'Quoted in TB; read as 1,000 GB each.',
};

const stipend = 'showmath.com: a passive stipend of $150 to $500 a week';

/** USD a month for so many people on call at a time; pages come on top and are left out. */
export const onCall = (people: 'none' | 'one' | 'two'): Assumption => {
  switch (people) {
    case 'none':
      return assumption(
        '0',
        'assumed',
        'Nobody is paid for being on call: a night outage waits for the morning',
      );
    case 'one':
      return assumption('650 1408 2167', 'third-party', stipend, 'One person at any time, 52 weeks a year.');
    case 'two':
      return assumption('1300 2817 4333', 'third-party', stipend, 'A first and a second person at any time.');
  }
};
