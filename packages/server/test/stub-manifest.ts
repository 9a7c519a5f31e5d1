import type { BaaTerms, Capabilities, ProviderManifest, Sourced } from '@patchbay/contract';

const sourced = <Value>(value: Value): Sourced<Value> => ({
  value,
  source: 'made up for tests',
  readOn: '2026-11-23',
  confidence: 'vendor',
});

export const stubCapabilities: Capabilities = {
  rawTrackIn: true,
  rawTrackOut: true,
  perParticipantMedia: true,
  screenShare: true,
  screenShareAudio: false,
  replaceTrack: true,
  messages: { maxBytes: 1000, directed: true },
  activeSpeaker: true,
  networkQuality: true,
  reconnect: true,
  kick: true,
  endRoom: true,
  recording: true,
  transcription: false,
  sip: false,
  endToEndEncryption: 'none',
  multiInstance: true,
  maxParticipants: 10,
};

const baa: BaaTerms = {
  offered: sourced('yes'),
  mechanism: sourced('A signature.'),
  plans: sourced(['Health']),
  monthlyPrice: sourced('0'),
  covers: sourced(['video', 'recording']),
  excludes: sourced([]),
  requiredSettings: sourced([]),
};

/** A vendor that bills $0.004 a participant-minute. */
export const stubManifest = (
  id: string,
  licence = 'Apache-2.0',
  lacks: Partial<Capabilities> = {},
): ProviderManifest => ({
  id,
  name: 'Stub',
  capabilities: { ...stubCapabilities, ...lacks },
  deployments: [
    {
      id: 'cloud',
      name: 'Stub Cloud',
      kind: 'managed',
      baa,
      rates: [
        {
          id: `${id}-health`,
          plan: 'Health',
          monthlyFee: sourced('0'),
          meters: [
            {
              unit: 'participant-minute',
              included: sourced('0'),
              tiers: sourced([{ upTo: undefined, price: '0.004' }]),
            },
          ],
          effectiveFrom: undefined,
          effectiveTo: undefined,
        },
      ],
      billing: {
        id: `${id}-exact`,
        rounding: sourced('exact'),
        minimumSeconds: sourced(0),
        startsAt: sourced('connected'),
        loneParticipant: sourced('billed'),
        effectiveFrom: undefined,
        effectiveTo: undefined,
      },
      regions: sourced(['us']),
      limits: [],
    },
  ],
  licence: { server: sourced(licence), clientSdk: sourced(licence) },
  lifecycle: [],
});
